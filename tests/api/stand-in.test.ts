/** A product that the manager chose stands in for codes that no product has. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { listFirstProducts } from '../../src/lib/server/changes/queries';
import { OwnEngine } from '../../src/lib/server/crmcom/own-engine';
import { saveProduct } from '../../src/lib/server/products/edit';
import { listUnknownCodes } from '../../src/lib/server/products/unknown';
import { readSettingsForm, saveSettings } from '../../src/lib/server/rewards/settings-form';
import { byCard, eleni, ForeignTill, purchaseBody } from '../support/foreign-till';
import { saleBody, shopIds } from '../support/test-shop';

let foreign: ForeignTill;
const chosen = shopIds.products[2];

class LongWay extends OwnEngine {
	override readonly keepsValueHere = false;
}

class ShortWay extends OwnEngine {
	override grant(): never {
		throw new Error('the longer way was taken');
	}
}

beforeAll(async () => {
	foreign = await ForeignTill.open();
	await foreign.shop.rows(
		`INSERT INTO cards (number, hmac, member_id, state) VALUES ('9600000000000011', '\\x01', '${eleni}', 'active')`
	);
});
beforeEach(async () => {
	foreign.shop.ports.advance(61_000);
	await foreign.signIn();
	await choose('');
});
afterAll(() => foreign.close());

async function choose(sku: string) {
	const { db, ports } = foreign.shop;
	const { input } = await readSettingsForm(db);
	return saveSettings(db, ports, { ...input, defaultProduct: sku }, shopIds.manager);
}

async function sold(way: 'short' | 'long') {
	const { db, ports } = foreign.shop;
	foreign.served = way === 'short' ? new ShortWay(db, ports) : new LongWay(db, ports);
	const body = purchaseBody({ ...byCard(), performed_on: new Date(ports.now()).toISOString() });
	const { data } = await foreign.call('customer_events/purchases/create', body);
	const shown = await foreign.call('customer_events/purchases/show', { customer_event_identifier: { id: data.id } });
	const lineOf = (of: Record<string, unknown>) =>
		(of.products_set as { product: unknown; intended_product_value: unknown }[])[1];
	expect(lineOf(shown.data)).toEqual(lineOf(data));
	return lineOf(data);
}

it.each(['short', 'long'] as const)('foreign purchases are booked on it at once, the %s way', async (way) => {
	expect(await sold(way)).toMatchObject({ product: { code: 'DEFAULT_PRODUCT' }, intended_product_value: 'BROWNIE' });
	expect(await choose('P3')).toEqual({ ok: true, waits: false });
	expect(await sold(way)).toMatchObject({ product: { code: 'P3' }, intended_product_value: 'BROWNIE' });
	await foreign.shop.rows(`UPDATE products SET name = 'Sundries' WHERE id = '${chosen}'`);
	expect(await sold(way)).toMatchObject({ product: { code: 'P3', description: 'Sundries' } });
	// No offer on certain products meets it: the line has no product of its own.
	expect(await foreign.shop.count('crmcom_purchase_lines', `booked_on = '${chosen}' AND product_id IS NOT NULL`)).toBe(
		0
	);
	await foreign.shop.rows(`UPDATE products SET status = 'delisted' WHERE id = '${chosen}'`);
	expect(await sold(way)).toMatchObject({ product: { code: 'DEFAULT_PRODUCT' } });
	await foreign.shop.rows(`UPDATE products SET status = 'active' WHERE id = '${chosen}'`);
});

it('a purchase stays on what it was booked on, and the report says where and on what', async () => {
	await choose('P3');
	foreign.served = undefined;
	const { data } = await foreign.purchase();
	await choose('');
	const shown = await foreign.call('customer_events/purchases/show', { customer_event_identifier: { id: data.id } });
	expect(shown.data.products_set).toMatchObject([{}, { product: { code: 'P3' } }]);
	expect((await listUnknownCodes(foreign.shop.db)).codes).toMatchObject([
		{ code: 'BROWNIE', stores: [expect.any(String)], lastAt: expect.any(String) }
	]);
});

it('a sale of our own till under an unknown code is booked on it, one without a code is not', async () => {
	await choose('P3');
	const till = await foreign.shop.till();
	const body = saleBody(till);
	const [first, ...rest] = body.lines;
	if (!first) throw new Error('The sample sale has no lines.');
	const lines = [
		{ ...first, productId: null, sku: 'OPEN', name: 'Candle', code: '4006381333931' },
		...rest.map((line) => ({ ...line, productId: null, sku: 'OPEN', code: null }))
	];
	await till.append('sale.completed', { ...body, lines }, { staffId: shopIds.cashier });
	await till.push();
	expect(
		await foreign.shop.rows(
			`SELECT code, booked_on AS "on" FROM sale_lines WHERE sale_id = '${body.saleId}' ORDER BY line_no`
		)
	).toEqual([{ code: '4006381333931', on: chosen }, ...rest.map(() => ({ code: null, on: null }))]);
	const { codes } = await listUnknownCodes(foreign.shop.db);
	expect(codes.find(({ code }) => code === '4006381333931')).toMatchObject({ own: 1, bookedOn: 'Sundries' });
});

it('it leaves the tills when it is chosen and comes back when it is not', async () => {
	const { db } = foreign.shop;
	const offered = async () => (await listFirstProducts(db, 100)).map(({ id }) => id);
	const heard = () => foreign.shop.count('changes', `kind = 'product' AND key = '${chosen}'`);
	const before = await heard();
	expect(await offered()).toContain(chosen);
	await choose('P3');
	expect(await offered()).not.toContain(chosen);
	expect(await heard()).toBe(before + 1);
	await choose('');
	expect(await offered()).toContain(chosen);
	expect(await heard()).toBe(before + 2);
});

it('what is delisted cannot stand in, and what stands in cannot be delisted', async () => {
	const { db, ports } = foreign.shop;
	await foreign.shop.rows(`UPDATE products SET status = 'delisted' WHERE id = '${shopIds.products[1]}'`);
	expect(await choose('P2')).toMatchObject({
		ok: false,
		faults: { defaultProduct: expect.stringContaining('is delisted') }
	});
	await choose('P3');
	const input = {
		...{ sku: 'P3', name: 'Sundries', group: '', price: '', minimumPrice: '', taxRateId: 'standard', sellBy: 'piece' },
		...{ codes: '', favourite: false, brand: '', family: '', categories: '', inPromotions: true }
	};
	const save = (status: string) => saveProduct(db, ports, chosen, { ...input, status }, shopIds.manager);
	expect(await save('delisted')).toMatchObject({ ok: false, faults: { status: expect.stringContaining('stands in') } });
	expect(await save('blocked')).toMatchObject({ ok: true });
	expect((await readSettingsForm(db)).standIn).toMatchObject({ id: chosen, delisted: false });
});
