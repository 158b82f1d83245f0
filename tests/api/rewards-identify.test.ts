/** Whom a till is told of, and whom not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardHmac, cardKey } from '../../src/lib/server/members/card';
import { answerIdentify } from '../../src/lib/server/rewards/answer';
import { withRewards } from '../../src/lib/server/rewards/rewards';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { testId } from '../support/any-basket';
import { shopIds, TestShop } from '../support/test-shop';
import { post, type TestTill } from '../support/test-till';

let shop: TestShop;
let till: TestTill;
const member = testId(500);

beforeAll(async () => {
	shop = await TestShop.open();
	till = await shop.till();
	await shop.rows(`INSERT INTO members (id, name) VALUES ('${member}', 'Nora Berg')`);
	await shop.db.transaction().execute((trx) =>
		wallet.adjust(trx, shop.ports, {
			...{ key: 'test:identify', memberId: member, currency: 'EUR', amountMinor: 500, label: 'Test', reason: 'test' },
			...{ actor: { kind: 'staff', id: shopIds.manager }, expiresAtMs: null, policy: 'negative' }
		})
	);
});
afterAll(() => shop.close());

async function who(means: object) {
	const answer = await answerIdentify(withRewards(shop.app), post('/api/till/rewards/identify', { means }, till.token));
	return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('who is it', () => {
	const hmac = async (number: string) => cardHmac(await cardKey(shop.db, shop.ports), number).toString('hex');

	beforeAll(async () => {
		await shop.rows(`
			UPDATE members SET name = 'Nora Berg', email = 'nora@shop.example', phone = '+4940123456', tier = 'Gold' WHERE id = '${member}';
			INSERT INTO members (id, name, phone) VALUES
				('${testId(510)}', 'Omar Dahl', '+4940999999'), ('${testId(511)}', 'Ida Dahl', '+4940999999');
			INSERT INTO cards (number, hmac, member_id, state) VALUES
				('9600000000000010', decode('${await hmac('9600000000000010')}', 'hex'), '${member}', 'active'),
				('9600000000000028', decode('${await hmac('9600000000000028')}', 'hex'), '${member}', 'blocked')`);
	});

	it('answers one member for a card, a phone and an address, and no more of the name than greets', async () => {
		for (const means of [
			{ kind: 'card', number: '9600000000000010' },
			{ kind: 'phone', phone: '+49 40 123456' },
			{ kind: 'email', email: 'Nora@Shop.example' },
			{ kind: 'member', memberId: member }
		]) {
			const { status, body } = await who(means);
			expect([status, body['memberId'], body['shownName'], body['tier']]).toEqual([200, member, 'Nora B.', 'Gold']);
			expect(body['balances']).toContainEqual(expect.objectContaining({ currency: 'EUR', balanceMinor: 500 }));
		}
	});

	it('never guesses: two with one phone, nobody, a blocked card and a payment card have their reasons', async () => {
		const codes = [];
		for (const means of [
			{ kind: 'phone', phone: '+4940999999' },
			{ kind: 'email', email: 'nobody@shop.example' },
			{ kind: 'card', number: '9600000000000028' },
			{ kind: 'card', number: '4111111111111111' }
		]) {
			codes.push((await who(means)).body['code']);
		}
		expect(codes).toEqual(['member_ambiguous', 'member_not_found', 'card_blocked', 'payment_card']);
	});

	it('is no way to collect members: a minute has an end', async () => {
		shop.ports.advance(120_000);
		const statuses = [];
		for (let n = 0; n < 31; n++)
			statuses.push((await who({ kind: 'phone', phone: `+4940${String(100000 + n)}` })).status);
		expect(statuses.slice(0, 30).every((status) => status === 404)).toBe(true);
		expect(statuses[30]).toBe(429);
	});
});
