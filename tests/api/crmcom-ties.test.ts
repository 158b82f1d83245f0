/** Which customer of the CRM.COM elsewhere a member here is: nobody gets at a wallet by a contact they did not prove. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Means } from '../../src/lib/contract/sync/rewards';
import { toBase64url } from '../../src/lib/domain/bytes';
import { cardHmac, cardKey } from '../../src/lib/server/members/card';
import { testId } from '../support/any-basket';
import { RemoteRewards } from '../support/remote-rewards';

let two: RemoteRewards;
beforeAll(async () => {
	two = await RemoteRewards.open();
});
afterAll(() => two.close());
beforeEach(() => two.advance(3 * 60_000));

let made = 8800;
const newId = () => testId((made += 1));

type Person = { phone?: string; email?: string; isProven?: boolean };

async function addMember(shop: RemoteRewards['shop'], { phone, email, isProven = false }: Person): Promise<string> {
	const id = newId();
	const text = (value: string | undefined) => (value === undefined ? 'NULL' : `'${value}'`);
	await shop.rows(`INSERT INTO members (id, name, phone, email, email_proven_at, joined_by, created_at)
		VALUES ('${id}', 'Maria P', ${text(phone)}, ${text(email)}, ${isProven ? 'now()' : 'NULL'}, 'till', now())`);
	return id;
}

async function addCard(shop: RemoteRewards['shop'], number: string, memberId: string, state = 'active') {
	const hmac = cardHmac(await cardKey(shop.db, shop.ports), number);
	await shop.rows(`INSERT INTO cards (number, hmac, member_id, state, issued_at, created_at)
		VALUES ('${number}', decode('${hmac.toString('hex')}', 'hex'), '${memberId}', '${state}', now(), now())`);
	return toBase64url(hmac);
}

/** Whom the till is told of; else why not. */
async function met(means: Means): Promise<string> {
	const found = await two.backend.identify(means, two.place);
	if (found.ok) return found.member.memberId;
	return found.code === 'card_not_active' ? `${found.code} ${String(found.detail)}` : found.code;
}

describe('a contact', () => {
	it.each([
		['phone', { phone: '+35799445566' }],
		['email', { email: 'victim@example.com' }]
	] as const)('that a stranger named when joining (%s) ties them to nobody', async (kind, contact) => {
		await addMember(two.foreign.shop, contact);
		const stranger = await addMember(two.shop, contact);
		const strangersCard = kind === 'phone' ? '9600000000000524' : '9600000000000532';
		await addCard(two.shop, strangersCard, stranger);
		// Also when the stranger comes first.
		expect(await met({ kind: 'card', number: strangersCard })).toBe('member_not_found');
		const means = { kind, ...contact } as Means;
		const victim = await met(means);
		expect(victim).toMatch(/^[0-9a-f-]{36}$/);
		expect(victim).not.toBe(stranger);
		expect(await met(means)).toBe(victim);
		expect(await met({ kind: 'card', number: strangersCard })).toBe('member_not_found');
		expect(await met({ kind: 'member', memberId: stranger })).toBe('member_not_found');
	});

	it('that was proven here leads to the one member', async () => {
		const contact = { email: 'maria@example.com' };
		await addMember(two.foreign.shop, contact);
		const maria = await addMember(two.shop, { ...contact, isProven: true });
		expect(await met({ kind: 'email', ...contact })).toBe(maria);
	});
});

describe('a card that was given out here', () => {
	it('leads to the member whom the other side knows by another', async () => {
		const there = await addMember(two.foreign.shop, {});
		await addCard(two.foreign.shop, '9600000000000037', there);
		const here = await met({ kind: 'card', number: '9600000000000037' });
		const hmac = await addCard(two.shop, '9600000000000540', here);
		await two.shop.rows(`UPDATE cards SET state = 'replaced', replaced_by = '9600000000000540'
			WHERE number = '9600000000000037'`);
		expect(await met({ kind: 'card', number: '9600000000000540' })).toBe(here);
		expect(await met({ kind: 'card_hmac', cardHmac: hmac })).toBe(here);
		// Somebody may have found the lost one.
		expect(await met({ kind: 'card', number: '9600000000000037' })).toBe('card_not_active replaced');
		const former = cardHmac(await cardKey(two.shop.db, two.shop.ports), '9600000000000037');
		expect(await met({ kind: 'card_hmac', cardHmac: toBase64url(former) })).toBe('card_not_active replaced');
	});

	it('leads there also when the member was never met before their card was replaced', async () => {
		const there = await addMember(two.foreign.shop, {});
		await addCard(two.foreign.shop, '9600000000000557', there);
		const here = await addMember(two.shop, {});
		await addCard(two.shop, '9600000000000557', here, 'replaced');
		await addCard(two.shop, '9600000000000565', here);
		expect(await met({ kind: 'card', number: '9600000000000565' })).toBe(here);
	});
});
