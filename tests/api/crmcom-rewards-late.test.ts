/** Sales and returns that reach the CRM.COM elsewhere after they were made. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EventBody } from '../../src/lib/contract/sync/bodies';
import { waitMs } from '../../src/lib/server/crmcom-client/purchase';
import { newSale, RemoteCustomer } from '../support/remote-customer';
import { RemoteRewards } from '../support/remote-rewards';

let two: RemoteRewards;
let eleni: RemoteCustomer;
beforeAll(async () => {
	two = await RemoteRewards.open();
});
afterAll(() => two.close());
beforeEach(async () => {
	eleni = await RemoteCustomer.comesIn(two);
});

type Sale = EventBody<'sale.completed'>;

function returnOf(sale: Sale, pieces: readonly number[]): Partial<Sale> {
	const share = (amount: number, index: number) =>
		-Math.round((amount * (pieces[index] ?? 0) * 1000) / (sale.lines[index]?.quantityMilli ?? 1));
	return {
		kind: 'return',
		originalReceiptNumber: sale.receiptNumber,
		lines: sale.lines.flatMap((line, index) => {
			if (!pieces[index]) return [];
			return [
				{
					...line,
					quantityMilli: share(line.quantityMilli, index),
					grossMinor: share(line.grossMinor, index),
					totalMinor: share(line.totalMinor, index)
				}
			];
		}),
		taxes: sale.taxes.map((row) => ({
			...row,
			...{ netMinor: -row.netMinor, taxMinor: -row.taxMinor, grossMinor: -row.grossMinor }
		}))
	};
}

describe('sales that come late', () => {
	it('an offline sale is booked once, at its own time', async () => {
		const saleId = newSale();
		await eleni.buy(saleId);
		await two.tasks();
		expect(await two.balance()).toBe(538);
		expect(await two.tasks()).toBe(0);
	});

	it('a whole return takes everything back, a part its part', async () => {
		const saleId = newSale();
		await eleni.open(saleId);
		const { grant } = await eleni.spend(saleId, 300);
		const sale = await eleni.buy(saleId, {
			spends: [{ kind: 'additional', amountMinor: 300, grantId: grant?.grantId ?? '' }]
		});
		await two.tasks();
		await eleni.buy(newSale(), returnOf(sale, [1, 0]));
		await two.tasks();
		// 8.40 are left: 0.25 earned, and the spend stands.
		expect(await two.balance()).toBe(500 - 300 + 25);
		const spends = sale.spends.map(({ kind, grantId, amountMinor }) => ({ kind, grantId, amountMinor }));
		await eleni.buy(newSale(), { ...returnOf(sale, [1, 1]), spends });
		await two.tasks();
		expect(await two.balance()).toBe(500);
	});

	it('a purchase whose sale never came is cancelled after a quarter of an hour, and honoured when it comes after all', async () => {
		const saleId = newSale();
		await eleni.open(saleId);
		const { grant } = await eleni.spend(saleId, 300);
		two.advance(waitMs - 60_000);
		await two.sweep();
		expect(await two.balance()).toBe(238);
		two.advance(120_000);
		await two.sweep();
		expect(await two.balance()).toBe(500);
		await eleni.buy(saleId, { spends: [{ kind: 'additional', amountMinor: 300, grantId: grant?.grantId ?? '' }] });
		await two.tasks();
		expect(await two.balance()).toBe(238);
	});

	it('a spend that nobody can grant any more stands, with a case', async () => {
		const saleId = newSale();
		await two.setBalance(100);
		await eleni.buy(saleId, { spends: [{ kind: 'additional', amountMinor: 300, grantId: 'LATE' }] });
		await two.tasks();
		expect(await two.task(saleId)).toMatchObject({ state: 'done' });
		expect(await two.shop.count('cases', `sale_id = '${saleId}' AND kind = 'remote_spend_not_granted'`)).toBe(1);
		expect(await two.balance()).toBe(38);
	});
});
