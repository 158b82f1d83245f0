import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addOpenItem, newBasket } from '../../src/lib/domain/basket/lines';
import type { SaleBody } from '../../src/lib/domain/receipt/sale';
import { loopback } from '../../src/lib/server/tills/loopback';
import { HeadlessTill, type SellingTerms } from '../../src/lib/till/headless';
import { memoryPorts, SetClock } from '../../src/lib/till/memory-ports';
import { shopIds, TestShop } from '../support/test-shop';

const terms: SellingTerms = {
	store: { storeId: shopIds.store, zone: 'Europe/Berlin', cashStepMinor: 1 },
	price: { currency: 'EUR', pricesIncludeTax: true, taxMode: 'receipt', taxRates: [{ id: 'reduced', rateBp: 700 }] }
};
const seller = { staffId: shopIds.cashier, staffName: 'Carl' };

let shop: TestShop;
beforeAll(async () => {
	shop = await TestShop.open();
});
afterAll(() => shop.close());

function basketOf(till: HeadlessTill, priceMinor: number) {
	const nowMs = shop.ports.now();
	const changed = addOpenItem(
		newBasket(till.newId(), nowMs),
		{ name: 'Sandwich', priceMinor, taxRateId: 'reduced' },
		{ lineId: till.newId(), nowMs, taxRateBp: 700 }
	);
	if (!changed.ok) throw new Error(changed.code);
	return changed.basket;
}

describe('a till without a screen', () => {
	it('rings up, takes back and sends through the same code as a real one', async () => {
		const ports = memoryPorts({
			clock: new SetClock(shop.ports.now()),
			random: { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
			subtle: crypto.subtle,
			fetch: loopback(shop.app)
		});
		const enrolled = await HeadlessTill.enrol(ports, { code: await shop.code(), deviceName: 'Headless' });
		if (!enrolled.ok) throw new Error(JSON.stringify(enrolled));
		const { till } = enrolled;
		await till.signIn(seller);
		const sold: SaleBody[] = [];
		for (const pay of ['cash', 'card'] as const) {
			const rung = await till.ringUp({ basket: basketOf(till, 450), pay, terms, seller });
			if (!rung.ok) throw new Error(rung.code);
			sold.push(rung.sale.body);
		}
		const [original] = sold;
		if (!original) throw new Error('nothing was sold');
		const back = await till.giveBack({
			original,
			returned: new Map(),
			wanted: new Map([[1, 1000]]),
			pay: 'cash',
			terms,
			seller
		});
		expect(back).toMatchObject({ ok: true, sale: { receiptNumber: 'S01T01-1-000003' } });
		expect(await till.send()).toEqual({ ok: true, sent: 6 });
		expect(await shop.rows('SELECT kind, due_minor, receipt_number FROM sales ORDER BY receipt_number')).toEqual([
			{ kind: 'sale', due_minor: 450, receipt_number: 'S01T01-1-000001' },
			{ kind: 'sale', due_minor: 450, receipt_number: 'S01T01-1-000002' },
			{ kind: 'return', due_minor: -450, receipt_number: 'S01T01-1-000003' }
		]);
		expect(await shop.count('cases')).toBe(0);
	});
});
