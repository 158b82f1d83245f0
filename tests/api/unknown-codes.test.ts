import { afterAll, beforeAll, expect, it } from 'vitest';
import { listUnknownCodes } from '../../src/lib/server/products/unknown';
import { ForeignTill } from '../support/foreign-till';
import { saleBody, shopIds } from '../support/test-shop';

let foreign: ForeignTill;
beforeAll(async () => {
	foreign = await ForeignTill.open();
});
afterAll(() => foreign.close());

it('codes that were sold without a product are listed, own and foreign, until they become one', async () => {
	const { shop } = foreign;
	expect(await listUnknownCodes(shop.db)).toEqual({ codes: [], hasMore: false });
	// Two foreign purchases with a brownie nobody knows here; a cancelled one does not count.
	await foreign.purchase();
	await foreign.purchase();
	const { data } = await foreign.purchase();
	await foreign.call('customer_events/purchases/cancel', { customer_event_identifier: { id: data.id } });
	const till = await shop.till();
	const body = saleBody(till);
	const [first, ...rest] = body.lines;
	if (!first) throw new Error('The sample sale has no lines.');
	const open = { ...first, productId: null, sku: 'OPEN', name: 'Candle', code: '4006381333931' };
	await till.append('sale.completed', { ...body, lines: [open, ...rest] }, { staffId: shopIds.cashier });
	await till.push();
	expect((await listUnknownCodes(shop.db)).codes).toMatchObject([
		{
			code: 'BROWNIE',
			times: 2,
			totalMinor: 500,
			own: 0,
			foreign: 2,
			name: null,
			stores: ['Corner Shop'],
			bookedOn: null
		},
		{ code: '4006381333931', times: 1, totalMinor: 840, own: 1, foreign: 0, name: 'Candle' }
	]);
	await shop.rows(`INSERT INTO product_codes (code, product_id) VALUES ('04006381333931', '${shopIds.products[0]}')`);
	await shop.rows(`UPDATE products SET sku = 'BROWNIE' WHERE id = '${shopIds.products[1]}'`);
	expect((await listUnknownCodes(shop.db)).codes).toEqual([]);
});
