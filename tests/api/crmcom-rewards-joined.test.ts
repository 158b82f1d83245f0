/** Somebody joins here while the value is kept elsewhere: their sales wait as cases until that system knows their card. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { giveCard } from '../../src/lib/server/members/give-card';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { testId } from '../support/any-basket';
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

let joined = 0;

/** A member with a card, of whom nobody there has heard. */
async function joins() {
	joined += 1;
	const [memberId, number] = [testId(8800 + joined), `960000000077${String(1000 + joined)}`];
	await two.shop.rows(`INSERT INTO members (id, name) VALUES ('${memberId}', 'Nora Berg')`);
	const { db, ports } = two.shop;
	await db.transaction().execute((tx) => giveCard(tx, ports, { memberId, number }, () => Promise.resolve(true)));
	return { memberId, number };
}

/** Entered there, by whoever keeps their members. */
async function isEntered({ number }: { number: string }): Promise<string> {
	const there = testId(9900 + joined);
	await two.foreign.shop.rows(`INSERT INTO members (id, name) VALUES ('${there}', 'Nora Berg');
		INSERT INTO cards (number, hmac, member_id, state) VALUES ('${number}', sha256('${number}'), '${there}', 'active')`);
	return there;
}

const buys = (memberId: string) => eleni.buy(newSale(), { member: { memberId, cardHmac: null } });

const casesOf = (saleId: string) =>
	two.shop.rows<{ kind: string; state: string; detail: unknown }>(
		`SELECT kind, state, detail FROM cases WHERE sale_id = '${saleId}'`
	);

async function balanceOf(member: string): Promise<number> {
	const { db, ports } = two.foreign.shop;
	const all = (await wallet.balances(db, [member], ports.now())).get(member) ?? [];
	return all.find(({ currency }) => currency === 'EUR')?.balanceMinor ?? 0;
}

describe('sales of a member who joined here', () => {
	it('are cases that say whose card is missing there, and told at once when the card is known and shown', async () => {
		const nora = await joins();
		const sales = [await buys(nora.memberId), await buys(nora.memberId)];
		await two.tasks();
		for (const { saleId, receiptNumber } of sales) {
			expect(await two.task(saleId)).toMatchObject({ state: 'refused' });
			const findings = [{ code: 'remote_member_unknown', receiptNumber, memberId: nora.memberId }];
			expect(await casesOf(saleId)).toEqual([{ kind: 'remote_member_unknown', state: 'open', detail: { findings } }]);
		}
		const there = await isEntered(nora);
		const shown = await two.backend.identify({ kind: 'card', number: nora.number }, two.place);
		expect(shown).toMatchObject({ ok: true, member: { memberId: nora.memberId } });
		await two.tasks();
		for (const { saleId } of sales) {
			expect(await two.task(saleId)).toMatchObject({ state: 'done' });
			expect(await casesOf(saleId)).toMatchObject([{ kind: 'remote_member_unknown', state: 'settled' }]);
		}
		expect(await balanceOf(there)).toBe(2 * 38);
	});

	it('are asked about once a day, one sale a member, when nobody shows the card', async () => {
		const nora = await joins();
		const sales = [await buys(nora.memberId), await buys(nora.memberId)];
		await two.tasks();
		two.advance(23 * 3600_000);
		await two.sweep();
		expect(await two.tasks()).toBe(0);
		two.advance(2 * 3600_000);
		await two.sweep();
		expect(await two.tasks()).toBe(1);
		await two.sweep();
		expect(await two.tasks()).toBe(0);
		const there = await isEntered(nora);
		two.advance(25 * 3600_000);
		await two.sweep();
		while ((await two.tasks()) > 0);
		for (const { saleId } of sales) {
			expect(await two.task(saleId)).toMatchObject({ state: 'done' });
			expect(await casesOf(saleId)).toMatchObject([{ state: 'settled' }]);
		}
		expect(await balanceOf(there)).toBe(2 * 38);
	});
});
