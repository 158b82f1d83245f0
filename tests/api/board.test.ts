/** *Today*: what the day's sales came to, gave their members and took of their value, and when the last backup was made. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoOffers } from '../../src/lib/server/demo/offers';
import { saveOffer } from '../../src/lib/server/offers/offers';
import { setBackend } from '../../src/lib/server/rewards/queries';
import { readBoard } from '../../src/lib/server/today/board';
import { testId } from '../support/any-basket';
import { saleBody, shopIds, TestShop } from '../support/test-shop';

let shop: TestShop;
const member = testId(400);
beforeAll(async () => {
	shop = await TestShop.open();
	await shop.rows(`INSERT INTO members (id, name) VALUES ('${member}', 'Nora Berg')`);
	for (const rule of demoOffers(() => shopIds.group)) {
		await saveOffer(shop.db, shop.ports, null, { rule, state: 'active' }, shopIds.manager);
	}
	shop.ports.advance(1000);
});
afterAll(() => shop.close());

const board = async () => {
	const read = await readBoard(shop.db, shop.ports.now(), null);
	if (!read) throw new Error('no store');
	return read;
};

it('says what members were given and spent, and nothing where another system knows it', async () => {
	expect((await board()).rewarded).toEqual({ awardedMinor: 0, spentMinor: 0, spentIn: 0 });
	const till = await shop.till();
	const today = { businessDate: (await board()).today };
	const first = saleBody(till, { ...today, member: { memberId: member, cardHmac: null } });
	const spends = [{ kind: 'additional' as const, amountMinor: 30, grantId: testId(900) }];
	const second = saleBody(till, { ...today, member: { memberId: member, cardHmac: null }, spends });
	for (const body of [saleBody(till, today), first, second]) {
		await till.append('sale.completed', body, { staffId: shopIds.cashier });
	}
	await till.push();
	const { figures, rewarded } = await board();
	expect(figures).toMatchObject({ sales: 3, withMember: 2 });
	const threePercent = Math.round((first.totals.dueMinor * 300) / 10_000);
	expect(rewarded).toEqual({ awardedMinor: 2 * threePercent, spentMinor: 30, spentIn: 1 });
	await setBackend(shop.db, 'crmcom');
	expect((await board()).rewarded).toBeNull();
});

it('says when the last backup was made', async () => {
	expect((await board()).backupAt).toBeNull();
	await shop.rows(`INSERT INTO backups (id, begun_at, made_at, heads) VALUES
		('${testId(910)}', '2026-11-18T01:59:00Z', '2026-11-18T02:00:00Z', '[]'), ('${testId(911)}', '2026-11-19T01:59:00Z', '2026-11-19T02:00:00Z', '[]')`);
	expect(Date.parse((await board()).backupAt ?? '')).toBe(Date.parse('2026-11-19T02:00:00Z'));
});
