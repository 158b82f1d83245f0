/** A member whose value is spent by their own setting at the CRM.COM elsewhere loses what the sale used, never more. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eleni as elenisId } from '../support/foreign-till';
import { newSale, RemoteCustomer } from '../support/remote-customer';
import { RemoteRewards, type LineFault } from '../support/remote-rewards';

const listing = 'customer_events/spend_requests/list';
const cancelling = 'customer_events/spend_requests/cancel';
const spending = 'customer_events/spend_requests/create';

let two: RemoteRewards;
let eleni: RemoteCustomer;
beforeAll(async () => {
	two = await RemoteRewards.open();
	await two.foreign.shop.rows(`UPDATE members SET auto_spend = true WHERE id = '${elenisId}'`);
});
afterAll(() => two.close());
beforeEach(async () => {
	eleni = await RemoteCustomer.comesIn(two);
});

const voucher = (amountMinor: number) => {
	return { kind: 'voucher' as const, amountMinor, grantId: newSale(), voucherId: newSale() };
};

/** Opened on 12.60, for which the other side takes 5.00. */
async function opened() {
	const saleId = newSale();
	const { grants } = await eleni.open(saleId);
	expect(grants).toMatchObject([{ kind: 'automatic', amountMinor: 500 }]);
	const grantId = grants[0]?.grantId ?? '';
	return { saleId, used: (amountMinor: number) => ({ kind: 'automatic' as const, amountMinor, grantId }) };
}

const casesOf = (saleId: string) =>
	two.shop.rows<{ kind: string }>(`SELECT kind FROM cases WHERE sale_id = '${saleId}' AND kind LIKE 'remote_%'`);

describe('a sale of 12.60 that earns 0.38, with 5.00 spent by the member’s setting', () => {
	it('is left alone where the sale uses all of it', async () => {
		const { saleId, used } = await opened();
		await eleni.buy(saleId, { spends: [used(500)] });
		await two.tasks();
		expect(await two.balance()).toBe(38);
		expect(two.calls).not.toContain(listing);
	});

	it('spends 2.60 where a voucher pays 10.00', async () => {
		const { saleId, used } = await opened();
		await eleni.buy(saleId, { spends: [voucher(1000), used(260)] });
		await two.tasks();
		expect(await two.balance()).toBe(500 - 260 + 38);
		expect(await casesOf(saleId)).toEqual([]);
		expect(await two.task(saleId)).toMatchObject({ state: 'done' });
	});

	it('spends 2.00 where the sale used no more, without any voucher', async () => {
		const { saleId, used } = await opened();
		await eleni.buy(saleId, { spends: [used(200)] });
		await two.tasks();
		expect(await two.balance()).toBe(500 - 200 + 38);
		expect(await casesOf(saleId)).toEqual([]);
	});

	it('spends nothing where it was sold without a network and paid in full', async () => {
		const saleId = newSale();
		await eleni.buy(saleId);
		await two.tasks();
		expect(await two.balance()).toBe(538);
		expect(await casesOf(saleId)).toEqual([]);
	});

	it('gives back what it used, and no more, when it comes back in parts', async () => {
		const { saleId, used } = await opened();
		const sale = await eleni.buy(saleId, { spends: [used(260)] });
		await two.tasks();
		const [line] = sale.lines;
		if (!line) throw new Error('A sale without lines.');
		const part = { ...line, quantityMilli: -1000, grossMinor: -420, totalMinor: -420 };
		const back = { kind: 'return' as const, originalReceiptNumber: sale.receiptNumber, lines: [part] };
		await eleni.buy(newSale(), { ...back, spends: [used(60)] });
		await two.tasks();
		// 8.40 are left: 0.25 earned, 2.00 spent.
		expect(await two.balance()).toBe(500 - 200 + 25);
		expect(await casesOf(saleId)).toEqual([]);
	});

	const places = [listing, cancelling, spending].flatMap((path) =>
		(['before', 'after', '500'] as const).map((fault): [string, LineFault] => [path, fault])
	);
	it.each(places)('comes to the same where %s fails (%s)', async (path, fault) => {
		const { saleId, used } = await opened();
		await eleni.buy(saleId, { spends: [voucher(1000), used(260)] });
		two.fail(path, fault);
		await two.tasks();
		expect(await two.task(saleId)).toMatchObject({ state: 'waiting' });
		two.advance(60_000);
		await two.tasks();
		expect(await two.task(saleId)).toMatchObject({ state: 'done' });
		expect(await two.balance()).toBe(500 - 260 + 38);
		expect(await casesOf(saleId)).toEqual([]);
	});

	it.each([listing, cancelling])('is a case where the other side refuses (%s)', async (path) => {
		two.refuses = path;
		const { saleId, used } = await opened();
		await eleni.buy(saleId, { spends: [used(260)] });
		await two.tasks();
		expect(await two.balance()).toBe(38);
		expect(await casesOf(saleId)).toEqual([{ kind: 'remote_spent_unasked' }]);
		expect(await two.task(saleId)).toMatchObject({ state: 'done' });
	});
});
