import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JoinRequest } from '../../src/lib/contract/sync/join';
import { pullAnswer, snapshotAnswer, type StoreSettings } from '../../src/lib/contract/sync/pull';
import { toBase64url, utf8 } from '../../src/lib/domain/bytes';
import { hashPrivate } from '../../src/lib/domain/journal/private';
import { answerPull, answerSnapshot } from '../../src/lib/server/changes/answer';
import { startSequencer, type Sequencer } from '../../src/lib/server/changes/sequencer';
import { createClient } from '../../src/lib/server/db/client';
import { cardHmac, cardKey } from '../../src/lib/server/members/card';
import { answerIdentify } from '../../src/lib/server/rewards/answer';
import { answerCard, answerJoin } from '../../src/lib/server/rewards/answer-members';
import { withRewards } from '../../src/lib/server/rewards/rewards';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { testId } from '../support/any-basket';
import { numbersOf, readJoined, settingsIn } from '../support/joining';
import { sell, shopIds, TestShop } from '../support/test-shop';
import { post, sha256, type TestTill } from '../support/test-till';

let shop: TestShop;
let till: TestTill;
let other: TestTill;
let key: Uint8Array;
let sequencer: Sequencer;
const faults: Error[] = [];
beforeAll(async () => {
	shop = await TestShop.open();
	till = await shop.till();
	other = await shop.till(shopIds.tillB);
	key = await cardKey(shop.db, shop.ports);
	sequencer = startSequencer({
		connect: () => createClient(shop.database.url, 'sequencer'),
		onFault: (error) => faults.push(error)
	});
});
afterAll(async () => {
	await sequencer.stop();
	await shop.close();
	expect(faults).toEqual([]);
});

/** Until every committed change has its position. */
async function settled(): Promise<number> {
	await expect.poll(() => shop.count('changes', 'pos IS NULL'), { timeout: 20_000 }).toBe(0);
	const [row] = await shop.rows<{ pos: number }>('SELECT pos FROM change_head');
	return row?.pos ?? 0;
}

let made = 700;
const newId = () => testId((made += 1));
const hashOf = (number: string) => cardHmac(key, number).toString('base64url');

const join = async (given: Partial<JoinRequest>, by = till) =>
	readJoined(await answerJoin(withRewards(shop.app), post('/api/till/members', joining(given), by.token)));

function joining(given: Partial<JoinRequest>): JoinRequest {
	const consents = [{ purpose: 'terms' as const, given: true, textVersion: '1' }];
	const nobody = { name: 'Nora Lindqvist', phone: null, email: null, cardNumber: null, evenIfKnown: false };
	return { memberId: newId(), ...nobody, consents, ...given };
}

const giveCard = async (given: { memberId: string; cardNumber?: string | null; replaces?: string | null }, by = till) =>
	readJoined(
		await answerCard(
			withRewards(shop.app),
			post('/api/till/members/cards', { cardNumber: null, replaces: null, ...given }, by.token)
		)
	);

async function identify(number: string): Promise<string> {
	const means = { kind: 'card', number };
	const answer = await answerIdentify(withRewards(shop.app), post('/api/till/rewards/identify', { means }, till.token));
	const body = (await answer.json()) as { memberId?: string; code?: string };
	return body.memberId ?? body.code ?? '';
}

async function settingsOf(by: TestTill): Promise<StoreSettings> {
	const request = new Request('http://till.test/api/sync/snapshot', {
		headers: { authorization: `Bearer ${by.token}` }
	});
	const answer = snapshotAnswer.parse(await (await answerSnapshot(app(), request)).json());
	return settingsIn(answer.changes);
}

const app = () => ({ ...shop.app, publicOrigin: 'https://shop.example' });

const leased = async (by: TestTill) => ((await settingsOf(by)).joinNumbers ?? []).flatMap(numbersOf);

type Person = { name?: string; phone?: string | null; email?: string | null; cardNumber: string };

/** Writes the event of somebody who joined without network. */
async function joinOffline(by: TestTill, memberId: string, person: Person, given: { lost?: boolean } = {}) {
	const consents = [{ purpose: 'terms', given: true, textVersion: '1' }];
	const text = JSON.stringify({ name: 'Jon Ek', phone: null, email: null, consents, ...person });
	const salt = new Uint8Array(by.ports.randomBytes(16));
	const privateHash = toBase64url(await hashPrivate(salt, text, (bytes) => sha256(new Uint8Array(bytes))));
	const body = { memberId, cardHmac: hashOf(person.cardNumber), termsVersion: '1', privateHash };
	const beside = given.lost ? {} : { private: { salt: toBase64url(salt), text } };
	return by.append('member.joined', body, { staffId: shopIds.cashier, ...beside });
}

const memberRow = async (id: string) =>
	(
		await shop.rows<{ name: string; phone: string | null; email: string | null; joined_by: string }>(
			`SELECT name, phone, email, joined_by FROM members WHERE id = '${id}'`
		)
	)[0];

const cardRow = async (number: string) =>
	(
		await shop.rows<{ member_id: string | null; state: string; replaced_by: string | null }>(
			`SELECT member_id, state, replaced_by FROM cards WHERE number = '${number}'`
		)
	)[0];

const findingsOf = async (memberId: string) =>
	(
		await shop.rows<{ kind: string; text: string }>(
			`SELECT kind, detail::text AS text FROM cases WHERE detail::text LIKE '%${memberId}%'`
		)
	).map(({ kind, text }) => ({ kind, text }));

describe('joining at a till with network', () => {
	it('makes a member with a card, reachable by the phone as it was typed here', async () => {
		const joined = await join({ phone: '0151 2340 001' });
		expect(joined).toMatchObject({ status: 200, shownName: 'Nora L.' });
		expect(await memberRow(joined.memberId)).toMatchObject({ phone: '+491512340001', joined_by: 'till' });
		expect(await identify(joined.cardNumber)).toBe(joined.memberId);
		expect(await shop.count('member_consents', `member_id = '${joined.memberId}' AND given`)).toBe(1);
	});

	it('answers the same when it is asked again, and refuses other words', async () => {
		const request = joining({ email: 'Again@Members.example' });
		const first = await join(request);
		expect(await join(request)).toEqual(first);
		expect(await shop.count('cards', `member_id = '${request.memberId}'`)).toBe(1);
		expect((await join({ ...request, name: 'Somebody Else' })).code).toBe('conflict');
	});

	it('says that a contact is known before it makes a second member of it', async () => {
		const first = await join({ email: 'shared@members.example' });
		expect((await join({ email: 'SHARED@members.example' })).code).toBe('contact_known');
		const second = await join({ email: 'shared@members.example', evenIfKnown: true });
		expect(second.status).toBe(200);
		expect(second.memberId).not.toBe(first.memberId);
	});

	it('refuses what cannot be read, and leaves nobody behind when a card cannot be given', async () => {
		expect((await join({ phone: '12' })).code).toBe('contact_unreadable');
		expect((await join({})).code).toBe('contact_unreadable');
		const unknown = joining({ cardNumber: '9600000000000012' });
		expect((await join(unknown)).code).toBe('card_not_known');
		expect((await join(joining({ cardNumber: '4111111111111111' }))).code).toBe('payment_card');
		expect(await memberRow(unknown.memberId)).toBeUndefined();
	});

	it('takes a prepared card as the only thing somebody leaves', async () => {
		await shop.rows(
			`INSERT INTO cards (number, hmac, state) VALUES ('777001', '\\x${cardHmac(key, '777001').toString('hex')}', 'prepared')`
		);
		const joined = await join({ cardNumber: '777001' });
		expect(joined).toMatchObject({ status: 200, cardNumber: '777001' });
		expect((await join({ cardNumber: '777001' })).code).toBe('card_taken');
	});

	it('lets two tills make two people of one phone only when one insists', async () => {
		const both = await Promise.all([join({ phone: '0151 2340 002' }, till), join({ phone: '0151 2340 002' }, other)]);
		expect(both.map(({ code }) => code).sort()).toEqual(['contact_known', 'ok']);
	});
});

describe('numbers lent to tills', () => {
	it('are a hundred each, nobody else’s, and never drawn for anybody', async () => {
		const [mine, theirs] = [await leased(till), await leased(other)];
		expect(mine).toHaveLength(100);
		expect(theirs).toHaveLength(100);
		expect(mine.filter((number) => theirs.includes(number))).toEqual([]);
		expect((await join({ cardNumber: theirs[0] ?? '' })).code).toBe('card_not_known');
		const taken = await join({ cardNumber: mine[0] ?? '', email: 'lease@members.example' });
		expect(taken.cardNumber).toBe(mine[0]);
		expect(await leased(till)).toEqual(mine.slice(1));
	});

	it('grow when few are left, and the till hears of it with its settings', async () => {
		const cursor = await settled();
		const free = await leased(till);
		const card = free[75] ?? '';
		await joinOffline(till, newId(), { cardNumber: card, email: 'late@members.example' });
		await till.push();
		await settled();
		const request = new Request(`http://till.test/api/sync/pull?since=${String(cursor)}`, {
			headers: { authorization: `Bearer ${till.token}` }
		});
		const pulled = pullAnswer.parse(await (await answerPull(app(), request)).json());
		const { joinNumbers = [] } = settingsIn(pulled.changes);
		expect(joinNumbers).toHaveLength(2);
		expect(joinNumbers.flatMap(numbersOf)).toHaveLength(free.length - 76 + 100);
	});

	it('go along with the ranges and masks the shop has', async () => {
		await shop.rows(`INSERT INTO card_masks (id, mask, replacement) VALUES (gen_random_uuid(), '77(#######)', '96$1')`);
		const { scanRules, country } = await settingsOf(till);
		expect(scanRules?.cardMasks).toEqual([{ mask: '77(#######)', replace: '96$1' }]);
		expect(scanRules?.cardRanges).toEqual([{ prefix: '9600', length: 16, check: 'luhn', active: true }]);
		expect(country).toBe('DE');
	});
});

describe('somebody who joined without network', () => {
	it('is a member with card and contact once the event arrives, also when it arrives twice', async () => {
		const [number = ''] = await leased(other);
		const memberId = newId();
		const event = await joinOffline(other, memberId, { cardNumber: number, phone: '0151 2340 010' });
		expect(event.text).not.toContain('Jon');
		const sale = await sell(other, { member: { memberId, cardHmac: hashOf(number) } });
		const answer = await other.push();
		expect(answer.answers.map(({ result }) => result)).not.toContain('quarantined');
		await other.push([event, sale]);
		expect(await memberRow(memberId)).toEqual({
			...{ name: 'Jon Ek', phone: '+491512340010', email: null },
			joined_by: 'till_offline'
		});
		expect(await cardRow(number)).toEqual({ member_id: memberId, state: 'active', replaced_by: null });
		expect(await shop.count('sales', `member_id = '${memberId}'`)).toBe(1);
		expect(await findingsOf(memberId)).toEqual([]);
	});

	it('stays one member when the online call had arrived but its answer had not', async () => {
		const [number = ''] = await leased(other);
		const request = joining({ cardNumber: number, phone: '0151 2340 011' });
		expect((await join(request, other)).status).toBe(200);
		const { name, phone } = request;
		await joinOffline(other, request.memberId, { cardNumber: number, name, phone });
		await other.push();
		expect(await shop.count('members', `phone = '+491512340011'`)).toBe(1);
		expect(await shop.count('cards', `member_id = '${request.memberId}'`)).toBe(1);
		expect(await findingsOf(request.memberId)).toEqual([]);
	});

	it('with a phone somebody has is a case, not an error, and the case names nobody', async () => {
		await join({ phone: '0151 2340 012' });
		const [number = ''] = await leased(other);
		const memberId = newId();
		await joinOffline(other, memberId, { cardNumber: number, phone: '+49 151 2340012' });
		await other.push();
		expect(await memberRow(memberId)).toMatchObject({ phone: '+491512340012' });
		const [found] = await findingsOf(memberId);
		expect(found?.kind).toBe('member_contact_doubled');
		expect(found?.text).not.toMatch(/2340012|Jon/);
	});

	it('with a card somebody has gets no card, and a case', async () => {
		const owner = await join({ email: 'owner@members.example' });
		const memberId = newId();
		await joinOffline(other, memberId, { cardNumber: owner.cardNumber, email: 'thief@members.example' });
		const sale = await sell(other, { member: { memberId, cardHmac: hashOf(owner.cardNumber) } });
		await other.push();
		expect((await cardRow(owner.cardNumber))?.member_id).toBe(owner.memberId);
		expect((await findingsOf(memberId)).map(({ kind }) => kind)).toEqual(['member_card_taken']);
		expect(await shop.count('sales', `member_id = '${memberId}' AND seq = ${String(sale.seq)}`)).toBe(1);
	});

	it('is a member without a name when the private part is lost, and the sales of the card are theirs', async () => {
		const [number = ''] = await leased(other);
		await sell(other, { member: { memberId: null, cardHmac: hashOf(number) } });
		await other.push();
		const memberId = newId();
		await joinOffline(other, memberId, { cardNumber: number }, { lost: true });
		await other.push();
		expect(await memberRow(memberId)).toMatchObject({ name: 'Member', phone: null });
		expect(await shop.count('sales', `member_id = '${memberId}'`)).toBe(1);
		expect((await findingsOf(memberId)).map(({ kind }) => kind)).toEqual(['member_details_missing']);
	});

	it('takes over the sales that named the card before', async () => {
		const [number = ''] = await leased(till);
		await sell(till, { member: { memberId: null, cardHmac: hashOf(number) } });
		await till.push();
		const joined = await join({ cardNumber: number, email: 'before@members.example' });
		expect(await shop.count('sales', `member_id = '${joined.memberId}'`)).toBe(1);
	});
});

describe('another card', () => {
	it('replaces the old one and leaves balance and history with the member', async () => {
		const joined = await join({ email: 'lost-card@members.example' });
		const { memberId, cardNumber: old } = joined;
		await sell(till, { member: { memberId, cardHmac: hashOf(old) } });
		await till.push();
		await shop.db.transaction().execute((trx) =>
			wallet.adjust(trx, shop.ports, {
				...{ key: `card-test:${memberId}`, memberId, currency: 'EUR', amountMinor: 350, label: 'Test', reason: 'test' },
				...{ actor: { kind: 'staff', id: shopIds.manager }, expiresAtMs: null, policy: 'negative' }
			})
		);
		const [number = ''] = await leased(till);
		const wish = { memberId, cardNumber: number, replaces: hashOf(old) };
		const issued = await giveCard(wish);
		expect(issued).toMatchObject({ status: 200, memberId, cardNumber: number });
		expect(await giveCard(wish)).toEqual(issued);
		expect(await cardRow(old)).toEqual({ member_id: memberId, state: 'replaced', replaced_by: number });
		expect(await identify(number)).toBe(memberId);
		expect(await identify(old)).toBe('card_replaced');
		const balances = (await wallet.balances(shop.db, [memberId], shop.ports.now())).get(memberId);
		expect(balances?.find(({ currency }) => currency === 'EUR')?.balanceMinor).toBe(350);
		expect(await shop.count('sales', `member_id = '${memberId}'`)).toBe(1);
		// A till that has not heard of it yet sells to the old card: it is the same member's sale.
		await sell(other, { member: { memberId: null, cardHmac: hashOf(old) } });
		await other.push();
		expect(await shop.count('sales', `member_id = '${memberId}'`)).toBe(2);
	});

	it('is drawn by the server when the till names none, once', async () => {
		const { memberId, cardNumber: old } = await join({ email: 'drawn@members.example' });
		const issued = await giveCard({ memberId, replaces: hashOf(old) });
		expect(issued.status).toBe(200);
		expect(await giveCard({ memberId, replaces: hashOf(old) })).toEqual(issued);
		expect(await shop.count('cards', `member_id = '${memberId}'`)).toBe(2);
	});

	it('is refused for a card of somebody else, and nothing changes', async () => {
		const owner = await join({ email: 'one@members.example' });
		const stranger = await join({ email: 'two@members.example' });
		const [number = ''] = await leased(till);
		const wish = { memberId: stranger.memberId, cardNumber: number, replaces: hashOf(owner.cardNumber) };
		expect((await giveCard(wish)).code).toBe('card_not_theirs');
		const taken = { memberId: stranger.memberId, cardNumber: owner.cardNumber, replaces: hashOf(stranger.cardNumber) };
		expect((await giveCard(taken)).code).toBe('card_taken');
		expect(await cardRow(number)).toBeUndefined();
		expect((await cardRow(stranger.cardNumber))?.state).toBe('active');
		expect((await giveCard({ memberId: newId(), cardNumber: number })).code).toBe('member_not_found');
	});
});

describe('cards without end', () => {
	it('are not given by a till: after ten a minute it has to wait, and another one goes on', async () => {
		const { memberId } = await join({ email: 'collector@members.example' }, other);
		shop.ports.advance(60_000);
		const given = [];
		for (let n = 0; n < 11; n += 1) given.push(await giveCard({ memberId }));
		expect(given.slice(0, 10).map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
		expect(given[10]).toMatchObject({ status: 429, code: 'too_many_tries' });
		expect(await shop.count('cards', `member_id = '${memberId}'`)).toBe(11);
		expect((await giveCard({ memberId }, other)).status).toBe(200);
		shop.ports.advance(60_000);
		expect((await giveCard({ memberId })).status).toBe(200);
	});

	it('are no way to try numbers out: a till that does opens a case', async () => {
		const { memberId } = await join({ email: 'prober@members.example' }, other);
		const tried = (n: number) => giveCard({ memberId, cardNumber: String(8_800_000 + n) });
		for (let n = 0; n < 80; n += 1) {
			if (n % 10 === 0) shop.ports.advance(60_000);
			expect((await tried(n)).code).toBe('card_not_known');
		}
		expect(await shop.count('cases', `kind = 'members_probed' AND till_id = '${shopIds.tillA}'`)).toBe(1);
	});
});

it('keeps names and contacts out of the journal, the cases and the audit', async () => {
	const everything = await shop.rows<{ text: string }>(
		`SELECT text FROM journal_events UNION ALL SELECT detail::text FROM cases UNION ALL SELECT detail::text FROM audit_log`
	);
	const joined = everything.map(({ text }) => text).join('\n');
	expect(joined).not.toMatch(/Nora|Jon Ek|members\.example|\+49/);
	expect(utf8(joined).length).toBeGreaterThan(1000);
});
