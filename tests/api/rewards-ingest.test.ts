import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoOffers } from '../../src/lib/server/demo/offers';
import { saveOffer } from '../../src/lib/server/offers/offers';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { testId } from '../support/any-basket';
import { saleBody, shopIds, TestShop } from '../support/test-shop';
import type { TestTill } from '../support/test-till';

let shop: TestShop;
let till: TestTill;
const member = testId(400);
beforeAll(async () => {
	shop = await TestShop.open();
	till = await shop.till();
	await shop.rows(`INSERT INTO members (id, name) VALUES ('${member}', 'Nora Berg')`);
	for (const rule of demoOffers(() => shopIds.group)) {
		const saved = await saveOffer(shop.db, shop.ports, null, { rule, state: 'active' }, shopIds.manager);
		if (!saved.ok) throw new Error(saved.code);
	}
	shop.ports.advance(1000);
});
afterAll(() => shop.close());

async function balance(currency: string): Promise<number> {
	const all = (await wallet.balances(shop.db, [member], shop.ports.now())).get(member) ?? [];
	return all.find((one) => one.currency === currency)?.balanceMinor ?? 0;
}

/** Everything of a sale, brought back to a till. */
function givenBack(by: TestTill, body: ReturnType<typeof saleBody>) {
	return {
		...saleBody(by, { member: body.member }),
		kind: 'return' as const,
		originalReceiptNumber: body.receiptNumber,
		lines: body.lines.map((line) => ({
			...line,
			quantityMilli: -line.quantityMilli,
			grossMinor: -line.grossMinor,
			totalMinor: -line.totalMinor
		})),
		taxes: body.taxes.map((row) => ({
			...row,
			netMinor: -row.netMinor,
			taxMinor: -row.taxMinor,
			grossMinor: -row.grossMinor
		}))
	};
}

const casesOf = (kind: string) => shop.count('cases', `kind = '${kind}'`);

describe('a sale that arrives', () => {
	it('gives its member what the rules of its time promise, once', async () => {
		const body = saleBody(till, { member: { memberId: member, cardHmac: null } });
		const event = await till.append('sale.completed', body, { staffId: shopIds.cashier });
		await till.push();
		const earned = Math.round((body.totals.dueMinor * 300) / 10_000);
		expect(await balance('EUR')).toBe(earned);
		expect(await balance('PTS')).toBe(Math.round(body.totals.dueMinor / 100));
		await till.push([event]);
		expect(await balance('EUR')).toBe(earned);
		// What the public receipt tells.
		const points = Math.round(body.totals.dueMinor / 100);
		const worth = [
			{ currency: 'EUR', amountMinor: earned },
			{ currency: 'PTS', amountMinor: points }
		];
		expect(await wallet.ofSale(shop.db, body.saleId)).toEqual({ earned: worth, balances: worth });
		expect(await wallet.ofSale(shop.db, testId(499))).toBeNull();
		expect((await wallet.earnedOn(shop.db, [body.saleId])).get(body.saleId)).toEqual(worth);
		expect(await wallet.drift(shop.db)).toEqual([]);
	});

	it('pays with what nobody granted: booked, owed, and a case', async () => {
		const before = await balance('EUR');
		const body = saleBody(till, { member: { memberId: member, cardHmac: null } });
		const spent = { ...body, spends: [{ kind: 'additional' as const, amountMinor: 100, grantId: testId(401) }] };
		await till.append('sale.completed', spent, { staffId: shopIds.cashier });
		const answer = await till.push();
		expect(answer.answers.at(-1)?.result).toMatch(/^applied/);
		expect(await balance('EUR')).toBeLessThan(before);
		expect((await casesOf('spend_not_granted')) + (await casesOf('wallet_overdrawn'))).toBe(1);
	});

	it('under the id of another sale, gives and takes as one of its own, in either push', async () => {
		const [eur, points] = [await balance('EUR'), await balance('PTS')];
		const said = { saleId: testId(410), member: { memberId: member, cardHmac: null } };
		const spend = (n: number) => [{ kind: 'additional' as const, amountMinor: 10, grantId: testId(n) }];
		const sell = (n: number) =>
			till.append('sale.completed', saleBody(till, { ...said, spends: spend(n) }), { staffId: shopIds.cashier });
		await sell(411);
		await sell(412);
		await till.push();
		await sell(413);
		await till.push();
		const { dueMinor } = saleBody(till).totals;
		const [earned, earnedPoints] = [Math.round((dueMinor * 300) / 10_000), Math.round(dueMinor / 100)];
		expect(await balance('EUR')).toBe(eur + 3 * (earned - 10));
		expect(await balance('PTS')).toBe(points + 3 * earnedPoints);
		expect(await wallet.drift(shop.db)).toEqual([]);
	});

	it('that the ledger knows with other content opens a case', async () => {
		const body = saleBody(till, { member: { memberId: member, cardHmac: null } });
		const key = `purchase:${body.saleId}`;
		await shop.db.transaction().execute((trx) =>
			wallet.award(trx, shop.ports, {
				...{ key, content: 'other', saleId: null, memberId: member, atMs: shop.ports.now() },
				...{ actor: { kind: 'system' }, awards: [] }
			})
		);
		const before = await balance('EUR');
		await till.append('sale.completed', body, { staffId: shopIds.cashier });
		await till.push();
		expect(await balance('EUR')).toBe(before);
		expect(await shop.count('cases', `sale_id = '${body.saleId}' AND kind = 'rewards_not_booked'`)).toBe(1);
	});

	it('and is given back whole, leaves nothing', async () => {
		const [eur, points] = [await balance('EUR'), await balance('PTS')];
		const body = saleBody(till, { member: { memberId: member, cardHmac: null } });
		await till.append('sale.completed', body, { staffId: shopIds.cashier });
		await till.push();
		expect(await balance('PTS')).toBeGreaterThan(points);
		await till.append('sale.completed', givenBack(till, body), { staffId: shopIds.cashier });
		await till.push();
		expect([await balance('EUR'), await balance('PTS')]).toEqual([eur, points]);
		expect(await wallet.drift(shop.db)).toEqual([]);
	});

	it('and was given back before it came, at another till, leaves nothing either', async () => {
		const other = await shop.till(shopIds.tillB);
		const [eur, points] = [await balance('EUR'), await balance('PTS')];
		const body = saleBody(till, { member: { memberId: member, cardHmac: null } });
		await other.append('sale.completed', givenBack(other, body), { staffId: shopIds.cashier });
		await other.push();
		expect([await balance('EUR'), await balance('PTS')]).toEqual([eur, points]);
		await till.append('sale.completed', body, { staffId: shopIds.cashier });
		await till.push();
		await other.push();
		expect([await balance('EUR'), await balance('PTS')]).toEqual([eur, points]);
		expect(
			await shop.count('ledger_transactions', `key LIKE 'reversal:%' AND original_sale_id = '${body.saleId}'`)
		).toBe(1);
		expect(await wallet.drift(shop.db)).toEqual([]);
	});
});
