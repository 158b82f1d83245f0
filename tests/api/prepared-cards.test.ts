/** Printed cards before anybody has them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardNumber, type CardRange } from '../../src/lib/domain/code/card';
import { addRange, listCardRules } from '../../src/lib/server/members/card-rules';
import { identify } from '../../src/lib/server/members/identify';
import { readJoinNumbers } from '../../src/lib/server/members/leases';
import {
	lookAtNumbers,
	prepareCards,
	readCardCounts,
	withdrawCards,
	type PrepareInput
} from '../../src/lib/server/members/prepared-cards';
import { answerJoin } from '../../src/lib/server/rewards/answer-members';
import { withRewards } from '../../src/lib/server/rewards/rewards';
import { testId } from '../support/any-basket';
import { numbersOf, readJoined } from '../support/joining';
import { shopIds, TestShop } from '../support/test-shop';
import { post, type TestTill } from '../support/test-till';

let shop: TestShop;
let till: TestTill;
let rangeId = '';
const staffId = shopIds.manager;
const range: CardRange = { prefix: '771', length: 13, check: 'luhn', active: true };
const number = (serial: number) => cardNumber(range, serial) ?? '';

beforeAll(async () => {
	shop = await TestShop.open();
	till = await shop.till();
	await addRange(shop.db, shop.ports, { prefix: '771', length: '13', check: 'luhn' }, staffId);
	rangeId = (await listCardRules(shop.db)).ranges.find(({ prefix }) => prefix === '771')?.id ?? '';
});
afterAll(() => shop.close());

const series = (first: number, last: number): PrepareInput => ({
	...{ rangeId, first: number(first), last: number(last), numbers: '' }
});
const list = (...numbers: string[]): PrepareInput => ({
	rangeId: '',
	first: '',
	last: '',
	numbers: numbers.join('\n')
});
const prepare = (input: PrepareInput) => prepareCards(shop.db, shop.ports, input, staffId);
const withdraw = (from: string, to = '') => withdrawCards(shop.db, shop.ports, { from, to }, staffId);
const stateOf = async (of: string) =>
	(await shop.rows<{ state: string }>(`SELECT state FROM cards WHERE number = '${of}'`))[0]?.state ?? null;
const countsOf = async (id: string | null) =>
	(await readCardCounts(shop.db)).find((one) => one.rangeId === id)?.counts ?? {};

async function join(memberId: string, cardNumber: string) {
	const consents = [{ purpose: 'terms', given: true, textVersion: '1' }];
	const who = { memberId, name: 'Nora Berg', phone: null, email: null, cardNumber, evenIfKnown: false, consents };
	return readJoined(await answerJoin(withRewards(shop.app), post('/api/till/members', who, till.token)));
}

describe('preparing cards', () => {
	it('looks first and writes nothing then; afterwards every number is a card, and asked again none is new', async () => {
		const input = series(100, 199);
		expect(await lookAtNumbers(shop.db, input)).toMatchObject({ ok: true, outlook: { fresh: 100, known: 0 } });
		expect(await shop.count('cards')).toBe(0);
		expect(await prepare(input)).toMatchObject({ ok: true, outlook: { fresh: 100, known: 0 } });
		expect(await prepare(input)).toMatchObject({ ok: true, outlook: { fresh: 0, known: 100 } });
		expect(await shop.count('cards', `state = 'prepared' AND member_id IS NULL`)).toBe(100);
		expect(await countsOf(rangeId)).toEqual({ prepared: 100 });
		expect(await shop.count('audit_log', `action = 'cards.prepared'`)).toBe(1);
	});

	it('takes of a series that overlaps only what is new', async () => {
		expect(await prepare(series(190, 209))).toMatchObject({ outlook: { fresh: 10, known: 10 } });
	});

	it('tells a list apart: repeated, foreign, misread, payment cards; what is left is stored', async () => {
		const misread = number(302).replace(/.$/, (digit) => String((Number(digit) + 1) % 10));
		const pasted = list(
			number(300),
			number(301),
			number(300),
			misread,
			'12345',
			'a card',
			'4111111111111111',
			number(199)
		);
		const told = {
			fresh: 2,
			known: 1,
			repeated: 1,
			foreign: 2,
			misread: 1,
			paymentCards: 1,
			misreadExamples: [misread]
		};
		const looked = await lookAtNumbers(shop.db, pasted);
		expect(looked).toMatchObject({ ok: true, outlook: told });
		expect(JSON.stringify(looked)).not.toContain('4111');
		expect(await prepare(pasted)).toMatchObject({ ok: true, outlook: told });
		expect([await stateOf(number(300)), await stateOf(misread), await stateOf('12345')]).toEqual([
			'prepared',
			null,
			null
		]);
		expect(await shop.count('cards', `number LIKE '4%'`)).toBe(0);
	});

	it('by two at once makes each card once', async () => {
		const both = await Promise.all([prepare(series(400, 499)), prepare(series(450, 549))]);
		const made = both.map((one) => (one.ok ? one.outlook.fresh : -1));
		expect(made[0]! + made[1]!).toBe(150);
		expect(await countsOf(rangeId)).toMatchObject({ prepared: 262 });
	});

	it('leaves alone what a till may give away without network', async () => {
		const [lent] = await readJoinNumbers(shop.db, till.enrolled.deviceId);
		const [mine = ''] = lent ? numbersOf(lent) : [];
		expect(await prepare(list(mine))).toMatchObject({ ok: true, outlook: { fresh: 0, lent: 1 } });
		expect(await stateOf(mine)).toBeNull();
	});

	it('leaves a card that is somebody’s as it is', async () => {
		expect((await join(testId(900), number(100))).status).toBe(200);
		expect(await prepare(series(100, 100))).toMatchObject({ outlook: { fresh: 0, known: 1 } });
		expect(await stateOf(number(100))).toBe('active');
		expect(await countsOf(rangeId)).toMatchObject({ active: 1 });
	});

	it.each<[string, keyof PrepareInput, Partial<PrepareInput>]>([
		['no range', 'rangeId', { rangeId: testId(9) }],
		['no first number', 'first', { first: '' }],
		['a first number of another range', 'first', { first: '9600000000000013' }],
		['a last number that was mistyped', 'last', { last: '7710000000001' }],
		['a last number before the first', 'last', { first: number(9), last: number(8) }],
		['more than ten thousand', 'last', { first: number(1), last: number(10_001) }],
		['a list of more than ten thousand', 'numbers', { first: '', numbers: '1\n'.repeat(10_001) }],
		['a series and a list', 'numbers', { numbers: number(3) }]
	])('with %s names the field %s with a remedy and writes nothing', async (_what, field, given) => {
		const before = await shop.count('cards');
		const refused = await prepare({ ...series(1, 2), ...given });
		expect(refused).toMatchObject({ ok: false, faults: { [field]: expect.stringMatching(/\S.*\.$/) } });
		expect(await shop.count('cards')).toBe(before);
	});

	it('takes ten thousand at once, and tills hear of each', async () => {
		const before = await shop.count('changes', `kind = 'member_card'`);
		expect(await prepare(series(20_000, 29_999))).toMatchObject({ ok: true, outlook: { fresh: 10_000 } });
		expect(await shop.count('changes', `kind = 'member_card'`)).toBe(before + 10_000);
	});
});

describe('withdrawing cards', () => {
	it('blocks what nobody has, refuses to be joined with, and is taken back by preparing again', async () => {
		expect(await withdraw(number(150), number(159))).toEqual({ ok: true, count: 10 });
		expect(await countsOf(rangeId)).toMatchObject({ withdrawn: 10 });
		const { db, ports } = shop;
		const shown = await identify(db, { kind: 'card', number: number(150) }, { storeId: shopIds.store }, ports);
		expect(shown).toEqual({ ok: false, code: 'card_not_active', detail: 'blocked' });
		expect((await join(testId(901), number(150))).code).toBe('card_taken');
		expect(await lookAtNumbers(shop.db, series(150, 159))).toMatchObject({ outlook: { fresh: 0, back: 10, known: 0 } });
		expect(await prepare(series(150, 159))).toMatchObject({ outlook: { back: 10 } });
		expect((await join(testId(901), number(150))).status).toBe(200);
	});

	it('never touches a card that is somebody’s, and says so when nothing is left', async () => {
		expect(await withdraw(number(150))).toMatchObject({ ok: false, faults: { from: expect.stringMatching(/\.$/) } });
		expect(await withdraw(number(149), number(151))).toEqual({ ok: true, count: 2 });
		expect(await stateOf(number(150))).toBe('active');
	});

	it.each([
		['nothing', 'from', '', ''],
		['letters', 'from', 'GOLD', ''],
		['a shorter last number', 'to', number(1), '77'],
		['a last number before the first', 'to', number(9), number(8)],
		['more than ten thousand', 'to', number(0), number(99_999)]
	])('with %s names the field %s', async (_what, field, from, to) => {
		expect(await withdraw(from, to)).toMatchObject({
			ok: false,
			faults: { [field]: expect.stringMatching(/\S.*\.$/) }
		});
	});
});
