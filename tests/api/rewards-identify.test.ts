/** Whom a till is told of, and whom not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardHmac, cardKey } from '../../src/lib/server/members/card';
import type { RewardBasket } from '../../src/lib/contract/sync/rewards';
import { answerIdentify, answerOpen, answerPreview } from '../../src/lib/server/rewards/answer';
import { answerJoin } from '../../src/lib/server/rewards/answer-members';
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

async function read(answer: Response) {
	const retryAfter = Number(answer.headers.get('retry-after') ?? 0);
	return { status: answer.status, retryAfter, body: (await answer.json()) as Record<string, unknown> };
}

const app = () => withRewards(shop.app);
const who = async (means: object) =>
	read(await answerIdentify(app(), post('/api/till/rewards/identify', { means }, till.token)));
const cardOf = async (number: string) => cardHmac(await cardKey(shop.db, shop.ports), number).toString('base64url');

/** One bun, for whoever it is. */
const basketOf = (given: Partial<RewardBasket>): RewardBasket => ({
	...{ memberId: null, cardHmac: null, currency: 'EUR', pricesIncludeTax: true },
	...{ appliedOffers: [], coupons: [], rulesVersion: 0 },
	lines: [
		{
			...{ lineNo: 1, productId: shopIds.products[0], sku: 'P1', code: null, quantityMilli: 1000, unitPriceMinor: 420 },
			...{ minimumPriceMinor: null, grossMinor: 420, totalMinor: 420, taxRateBp: 700 }
		}
	],
	...given
});
const preview = async (given: Partial<RewardBasket>) =>
	read(await answerPreview(app(), post('/api/till/rewards/preview', { basket: basketOf(given) }, till.token)));
const open = async (saleId: string, given: Partial<RewardBasket>) =>
	read(await answerOpen(app(), post('/api/till/rewards/open', { saleId, basket: basketOf(given) }, till.token)));
async function nextDay(): Promise<void> {
	shop.ports.advance(24 * 3600_000);
	await till.signIn();
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
		const refused = await who({ kind: 'email', email: 'nora@shop.example' });
		expect([refused.status, refused.body['code']]).toEqual([429, 'too_many_tries']);
		expect(refused.retryAfter).toBeGreaterThan(0);
		expect(refused.retryAfter).toBeLessThanOrEqual(60);
	});
});

describe('what a basket tells of its member', () => {
	beforeAll(nextDay);

	it('is asked 120 times a minute at most, whoever it is for; a minute later the till may ask again', async () => {
		for (let n = 0; n < 119; n++) expect((await preview({ memberId: member })).status).toBe(200);
		expect((await open(testId(950), { memberId: member })).status).toBe(200);
		const refused = [await preview({ memberId: member }), await open(testId(951), { memberId: member })];
		expect(refused.map(({ status, body }) => [status, body['code']])).toEqual([
			[429, 'too_many_tries'],
			[429, 'too_many_tries']
		]);
		expect(refused.every(({ retryAfter }) => retryAfter > 0 && retryAfter <= 60)).toBe(true);
		shop.ports.advance(60_000);
		expect((await preview({ memberId: member })).status).toBe(200);
	});

	it('by a card alone counts as asking who it is, once for each card of a day', async () => {
		shop.ports.advance(60_000);
		const mine = await cardOf('9600000000000010');
		expect((await who({ kind: 'card', number: '9600000000000010' })).status).toBe(200);
		for (let n = 0; n < 40; n++) expect((await preview({ cardHmac: mine })).status).toBe(200);
		const statuses = [];
		for (let n = 0; n < 30; n++) {
			statuses.push((await preview({ cardHmac: await cardOf(`96000000001${String(n).padStart(5, '0')}`) })).status);
		}
		// The look-up by number took one of thirty.
		expect(statuses.slice(0, 29).every((status) => status === 404)).toBe(true);
		expect(statuses[29]).toBe(429);
		const again = await open(testId(952), { cardHmac: await cardOf('9600000000199999') });
		expect([again.status, again.body['code']]).toEqual([429, 'too_many_tries']);
		expect((await preview({ cardHmac: mine })).status).toBe(200);
		expect((await who({ kind: 'phone', phone: '+4940123456' })).status).toBe(429);
	});

	it('of cards that nobody has opens a case, as look-ups do', async () => {
		await nextDay();
		for (let n = 0; n < 60; n++) {
			if (n % 25 === 0) shop.ports.advance(60_000);
			await preview({ cardHmac: await cardOf(`96000000002${String(n).padStart(5, '0')}`) });
		}
		const day = new Date(shop.ports.now()).toISOString().slice(0, 10);
		expect(await shop.count('cases', `kind = 'members_probed' AND detail->>'date' = '${day}'`)).toBe(1);
	});
});

describe('joining is no way around', () => {
	const today = () => new Date(shop.ports.now()).toISOString().slice(0, 10);
	const alarms = () => shop.count('cases', `kind = 'members_probed' AND detail->>'date' = '${today()}'`);
	let made = 2_000;

	async function join(phone: string, cardNumber: string | null) {
		const consents = [{ purpose: 'terms', given: true, textVersion: '1' }];
		const wish = { memberId: testId((made += 1)), name: 'Jon Ek', phone, email: null, cardNumber, consents };
		const request = post('/api/till/members', { ...wish, evenIfKnown: false }, till.token);
		return read(await answerJoin(app(), request));
	}

	async function joinAll(cardNumber: string | null): Promise<unknown[]> {
		const codes = [];
		for (let n = 0; n < 60; n++) {
			if (n % 25 === 0) shop.ports.advance(60_000);
			codes.push((await join(`+4915155${String(made).padStart(6, '0')}`, cardNumber)).body['code']);
		}
		return codes;
	}

	it('who asks for contacts with a card that cannot be given is noticed', async () => {
		await nextDay();
		// Somebody's: it tells whether the phone is a member's, and makes nobody.
		const codes = await joinAll('9600000000000010');
		expect(new Set(codes)).toEqual(new Set(['card_taken']));
		expect(await alarms()).toBe(1);
		expect((await join('+4940123456', '9600000000000010')).body['code']).toBe('contact_known');
	});

	it('a good day of joining is no alarm, and a join too many says when to try again', async () => {
		await nextDay();
		expect(new Set(await joinAll(null))).toEqual(new Set([undefined]));
		expect(await alarms()).toBe(0);
		shop.ports.advance(60_000);
		const answers = [];
		for (let n = 0; n < 31; n++) answers.push(await join('+4940123456', null));
		expect(answers.at(-1)).toMatchObject({ status: 429, body: { code: 'too_many_tries' } });
		expect(answers.at(-1)?.retryAfter).toBeGreaterThan(0);
	});
});
