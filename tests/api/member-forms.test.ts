import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardNumber } from '../../src/lib/domain/code/card';
import { blockCard, issueOfficeCard, unblockCard } from '../../src/lib/server/members/card-change';
import { identify } from '../../src/lib/server/members/identify';
import type { MemberInput } from '../../src/lib/server/members-admin/faults';
import { readAbout, readCards, readMember } from '../../src/lib/server/members-admin/read';
import { addInOffice, changeInOffice, emptyMember, findMemberInput } from '../../src/lib/server/members-admin/save';
import { shopIds, TestShop } from '../support/test-shop';

let shop: TestShop;
beforeAll(async () => {
	shop = await TestShop.open();
});
afterAll(() => shop.close());

const staffId = shopIds.manager;
const add = (given: Partial<MemberInput>) =>
	addInOffice(shop.db, shop.ports, { ...emptyMember, name: 'Nora Lindqvist', terms: true, ...given }, staffId);
async function added(given: Partial<MemberInput> = {}): Promise<string> {
	const saved = await add(given);
	if (!saved.ok) throw new Error(JSON.stringify(saved.faults));
	return saved.id;
}
async function change(id: string, given: Partial<MemberInput>) {
	const found = await findMemberInput(shop.db, id);
	if (!found) throw new Error('no member');
	return changeInOffice(shop.db, shop.ports, id, { ...found.input, ...given }, { staffId, seen: found.seen });
}
const cardsOf = async (id: string) => (await readCards(shop.db, id)).map(({ number, state }) => ({ number, state }));

describe('the form of a member', () => {
	it.each<[string, keyof MemberInput, Partial<MemberInput>]>([
		['no name', 'name', { name: ' ' }],
		['a name that is too long', 'name', { name: 'x'.repeat(81) }],
		['a phone that is none', 'phone', { phone: 'call me' }],
		['an address that is none', 'email', { email: 'nora' }],
		['a tier that is too long', 'tier', { tier: 'x'.repeat(41) }],
		['too many segments', 'segments', { segments: Array.from({ length: 21 }, (_, n) => `s${String(n)}`).join() }],
		['a state that is none', 'state', { state: 'gone' }],
		['a store that is not there', 'homeStoreId', { homeStoreId: shopIds.group }],
		['no yes to the terms', 'terms', { terms: false }],
		['a card of letters', 'card', { card: 'GOLD' }],
		['a payment card', 'card', { card: '4111 1111 1111 1111' }],
		['a card of no range', 'card', { card: '12345678' }]
	])('with %s names the field %s with a remedy and writes nothing', async (_what, field, given) => {
		const before = [await shop.count('members'), await shop.count('cards'), await shop.count('member_consents')];
		expect(await add(given)).toMatchObject({ ok: false, faults: { [field]: expect.stringMatching(/\S.*\.$/) } });
		expect([await shop.count('members'), await shop.count('cards'), await shop.count('member_consents')]).toEqual(
			before
		);
	});

	it('writes a member down with a card and what was agreed to', async () => {
		const id = await added({
			...{ phone: '040 123456', email: 'Nora@Example.org', tier: 'Gold', segments: 'regular, harbour, regular' },
			...{ homeStoreId: shopIds.store, news: true }
		});
		const member = await readMember(shop.db, id, shop.ports.now());
		expect(member).toMatchObject({
			...{ name: 'Nora Lindqvist', phone: '+4940123456', email: 'nora@example.org', tier: 'Gold', joinedBy: 'office' },
			...{ segments: ['regular', 'harbour'], homeStoreName: 'Corner Shop', emailProvenAt: null }
		});
		const { consents, history } = await readAbout(shop.db, { id, phone: null, email: null });
		expect(consents.map(({ purpose, given, channel, staffName }) => [purpose, given, channel, staffName])).toEqual([
			['news', true, 'office', 'Mia'],
			['profiling', false, 'office', 'Mia'],
			['terms', true, 'office', 'Mia']
		]);
		expect(history.map(({ action, staffName }) => [action, staffName])).toEqual(
			expect.arrayContaining([
				['member.added', 'Mia'],
				['card.issued', 'Mia']
			])
		);
		const [card] = await cardsOf(id);
		const place = { storeId: shopIds.store };
		const met = await identify(shop.db, { kind: 'card', number: card?.number ?? '' }, place, shop.ports);
		expect(met).toMatchObject({ ok: true, member: { memberId: id } });
	});

	it('asks before two people get the same contact, and says whose it is', async () => {
		await added({ name: 'Ole Holm', phone: '040 777777', email: 'ole@example.org' });
		expect(await add({ phone: '+49 40 777777' })).toMatchObject({
			ok: false,
			faults: { phone: expect.stringContaining('Ole Holm') }
		});
		const id = await added({ phone: '+49 40 777777', evenIfKnown: true });
		expect((await change(id, { tier: 'Silver' })).ok).toBe(true);
		const about = await readAbout(shop.db, { id, phone: '+4940777777', email: null });
		expect(about.samePhone).toBe(1);
	});

	it('never gives away an address that another proved', async () => {
		const owner = await added({ email: 'proven@example.org' });
		await shop.rows(`UPDATE members SET email_proven_at = now() WHERE id = '${owner}'`);
		const taken = await add({ email: 'proven@example.org', evenIfKnown: true });
		expect(taken).toMatchObject({ ok: false, faults: { email: expect.stringContaining('proved') } });
	});
});

describe('a change of a member', () => {
	it('is written down by its fields, without their content', async () => {
		const id = await added({ name: 'Before', email: 'a1@example.org' });
		expect((await change(id, { name: 'After', tier: 'Gold', news: true, spendBlocked: true })).ok).toBe(true);
		expect(await readMember(shop.db, id, shop.ports.now())).toMatchObject({
			name: 'After',
			tier: 'Gold',
			spendBlocked: true
		});
		expect(
			await shop.rows(`SELECT detail FROM audit_log WHERE object = '${id}' AND action = 'member.changed'`)
		).toEqual([{ detail: { fields: 'name,tier,spendBlocked,news' } }]);
	});

	it('that changes nothing leaves no trace', async () => {
		const id = await added({ email: 'a2@example.org' });
		expect((await change(id, {})).ok).toBe(true);
		expect(await shop.count('audit_log', `object = '${id}' AND action = 'member.changed'`)).toBe(0);
	});

	it('is refused when somebody else changed the member meanwhile', async () => {
		const id = await added({ email: 'a3@example.org' });
		const opened = await findMemberInput(shop.db, id);
		if (!opened) throw new Error('no member');
		expect((await change(id, { name: 'By Carl' })).ok).toBe(true);
		const stale = { staffId, seen: opened.seen };
		const late = await changeInOffice(shop.db, shop.ports, id, { ...opened.input, tier: 'Gold' }, stale);
		expect(late).toMatchObject({ ok: false, message: expect.stringContaining('meanwhile') });
		expect(await readMember(shop.db, id, shop.ports.now())).toMatchObject({ name: 'By Carl', tier: null });
	});

	it('of the address asks for a new proof', async () => {
		const id = await added({ email: 'a4@example.org' });
		await shop.rows(`UPDATE members SET email_proven_at = now() WHERE id = '${id}'`);
		await change(id, { name: 'Still proven' });
		expect(await readMember(shop.db, id, shop.ports.now())).toMatchObject({ emailProvenAt: expect.any(String) });
		await change(id, { email: 'a5@example.org' });
		expect(await readMember(shop.db, id, shop.ports.now())).toMatchObject({ emailProvenAt: null });
	});

	it('that ends the membership signs out and identifies nobody any more', async () => {
		const id = await added({ email: 'a6@example.org' });
		const [card] = await cardsOf(id);
		await shop.rows(
			`INSERT INTO member_sessions (token_hash, member_id, expires_at) VALUES ('\\x01', '${id}', now() + interval '1 day')`
		);
		expect((await change(id, { state: 'ended' })).ok).toBe(true);
		expect(await shop.count('member_sessions', `member_id = '${id}'`)).toBe(0);
		const place = { storeId: shopIds.store };
		const met = await identify(shop.db, { kind: 'card', number: card?.number ?? '' }, place, shop.ports);
		expect(met).toEqual({ ok: false, code: 'member_ended' });
	});
});

describe('cards in the office', () => {
	const issue = (memberId: string, given: Partial<Parameters<typeof issueOfficeCard>[2]> = {}) =>
		issueOfficeCard(shop.db, shop.ports, {
			memberId,
			number: null,
			replaces: null,
			state: 'active',
			staffId,
			...given
		});

	it('are replaced: the member stays, the old one identifies nobody', async () => {
		const id = await added({ email: 'c1@example.org' });
		const [old] = await cardsOf(id);
		const made = await issue(id, { replaces: old?.number ?? '' });
		if (!made.ok) throw new Error(made.code);
		expect(await cardsOf(id)).toEqual([
			{ number: made.number, state: 'active' },
			{ number: old?.number, state: 'replaced' }
		]);
		const meet = (number: string) =>
			identify(shop.db, { kind: 'card', number }, { storeId: shopIds.store }, shop.ports);
		expect(await meet(made.number)).toMatchObject({ ok: true, member: { memberId: id } });
		expect(await meet(old?.number ?? '')).toEqual({ ok: false, code: 'card_not_active', detail: 'replaced' });
		expect(await issue(id, { replaces: old?.number ?? '', number: '9600000000000008' })).toMatchObject({ ok: false });
	});

	it('are blocked and opened again, by their member’s page alone', async () => {
		const [id, other] = [await added({ email: 'c2@example.org' }), await added({ email: 'c3@example.org' })];
		const [card] = await cardsOf(id);
		const number = card?.number ?? '';
		expect(await blockCard(shop.db, shop.ports, { memberId: other, number, staffId })).toBe(false);
		expect(await blockCard(shop.db, shop.ports, { memberId: id, number, staffId })).toBe(true);
		expect(await blockCard(shop.db, shop.ports, { memberId: id, number, staffId })).toBe(false);
		expect(await cardsOf(id)).toEqual([{ number, state: 'blocked' }]);
		expect(await unblockCard(shop.db, shop.ports, { memberId: id, number, staffId })).toBe(true);
		expect(await cardsOf(id)).toEqual([{ number, state: 'active' }]);
		const actions = await shop.rows<{ action: string }>(
			`SELECT action FROM audit_log WHERE object = '${id}' AND action LIKE 'card.%' ORDER BY at, id`
		);
		expect(actions.map(({ action }) => action).sort()).toEqual(['card.blocked', 'card.issued', 'card.unblocked']);
	});

	it('of others, and numbers lent to a till, are not given away', async () => {
		const [id, other] = [await added({ email: 'c4@example.org' }), await added({ email: 'c5@example.org' })];
		const [card] = await cardsOf(other);
		expect(await issue(id, { number: card?.number ?? '' })).toEqual({ ok: false, code: 'card_taken' });
		const till = await shop.till();
		const lent = cardNumber({ prefix: '9600', length: 16, check: 'luhn', active: true }, 7) ?? '';
		await shop.rows(`INSERT INTO card_leases (id, device_id, prefix, length, check_digit, block)
			VALUES ('${shopIds.group}', '${till.enrolled.deviceId}', '9600', 16, 'luhn', 0) ON CONFLICT DO NOTHING`);
		expect(await issue(id, { number: lent })).toEqual({ ok: false, code: 'card_lent' });
	});
});
