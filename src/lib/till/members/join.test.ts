import { describe, expect, it } from 'vitest';
import { joinRequest, memberJoinedPrivate, type JoinRequest } from '$lib/contract/sync/join';
import type { StoreSettings } from '$lib/contract/sync/pull';
import { utf8, fromBase64url, toBase64url } from '$lib/domain/bytes';
import { hashPrivate } from '$lib/domain/journal/private';
import { enrolledRig } from '../../../../tests/support/till-rig';
import { sha256With } from '../journal/seal';
import { join, newMemberId, type JoinWish } from './join';
import { takeCardNumber } from './numbers';

const range = { prefix: '9600', length: 16, check: 'luhn' as const };
const lent = [
	{ ...range, firstSerial: 4_200, count: 3, next: 4_201 },
	{ ...range, firstSerial: 9_900, count: 100, next: 9_900 }
];
const settings: StoreSettings = {
	...{ merchantName: 'Shop', storeId: crypto.randomUUID(), storeName: 'Shop', address: 'Street', taxNumber: 'DE1' },
	...{ zone: 'Europe/Berlin', locale: 'en-GB', currency: 'EUR', pricesIncludeTax: true, cashStepMinor: 1 },
	...{ discountLimitBp: 1000, autoLockSeconds: 300, receiptFooter: '', tillId: crypto.randomUUID() },
	...{ tillCode: 'S01T02', tillName: 'Counter', demo: false, publicOrigin: 'https://shop.example' },
	...{ country: 'DE', joinNumbers: lent }
};

type Rig = Awaited<ReturnType<typeof enrolledRig>>;

function wishOf({ journal }: Rig, given: Partial<JoinWish> = {}): JoinWish {
	return {
		...{ memberId: newMemberId(journal), name: 'Nora Lindqvist', contact: '0151 2340077', cardNumber: null },
		...{ agreed: true, evenIfKnown: false, staffId: null },
		...given
	};
}

/** Answers to `POST /api/till/members`; everything else is the server's. */
function onJoin(rig: Rig, answer: (request: JoinRequest) => Response | Error) {
	rig.server.before = (path, { body }) =>
		path === '/api/till/members' ? answer(joinRequest.parse(JSON.parse(String(body)))) : null;
}

const unreachable = () => new TypeError('Failed to fetch');
const refusal = (status: number, code: string) => () =>
	Response.json({ type: 'about:blank', title: code, status, code }, { status });

const joinedEvents = async ({ db }: Rig) => (await db.events.toArray()).filter(({ type }) => type === 'member.joined');

describe('joining without network', () => {
	it('writes one event that names nobody, and beside it all that the server needs', async () => {
		const rig = await enrolledRig();
		onJoin(rig, unreachable);
		const wish = wishOf(rig);
		const joined = await join(rig.journal, wish, settings);
		expect(joined).toMatchObject({ ok: true, by: 'till', member: { memberId: wish.memberId, name: 'Nora L.' } });
		const [event, ...others] = await joinedEvents(rig);
		expect(others).toEqual([]);
		expect(event?.text).not.toMatch(/Nora|2340077/);
		const beside = memberJoinedPrivate.parse(JSON.parse(event?.private?.text ?? ''));
		expect(beside).toMatchObject({ name: 'Nora Lindqvist', phone: '+491512340077', email: null });
		expect(joined.ok && joined.cardNumber).toBe(beside.cardNumber);
		const { body } = JSON.parse(event?.text ?? '{}') as { body: { privateHash: string; cardHmac: string } };
		const salt = fromBase64url(event?.private?.salt ?? '') ?? utf8('');
		const hash = await hashPrivate(salt, event?.private?.text ?? '', sha256With(rig.ports.subtle));
		expect(body.privateHash).toBe(toBase64url(hash));
		expect(joined.ok && joined.member.cardHmac).toBe(body.cardHmac);
	});

	it('gives every card number away once, over all leases, and says when none is left', async () => {
		const rig = await enrolledRig();
		const few = lent.map((lease) => ({ ...lease, count: 3 }));
		const taken: (string | null)[] = [];
		for (let n = 0; n < 6; n++) taken.push(await takeCardNumber(rig.journal, few));
		const numbers = taken.filter((number) => number !== null);
		expect(numbers).toHaveLength(5);
		expect(new Set(numbers).size).toBe(5);
		expect(taken.at(-1)).toBeNull();
		onJoin(rig, unreachable);
		const without = await join(rig.journal, wishOf(rig), { ...settings, joinNumbers: few });
		expect(without).toEqual({ ok: false, code: 'no_numbers' });
		const withCard = await join(rig.journal, wishOf(rig, { cardNumber: '777001', contact: '' }), settings);
		expect(withCard).toMatchObject({ ok: true, by: 'till', cardNumber: '777001' });
	});

	it('gives two people who join at the same moment two numbers', async () => {
		const rig = await enrolledRig();
		const both = await Promise.all([takeCardNumber(rig.journal, lent), takeCardNumber(rig.journal, lent)]);
		expect(new Set(both).size).toBe(2);
	});

	it('also where the server answers too late or breaks down', async () => {
		const rig = await enrolledRig();
		onJoin(rig, () => new Response('', { status: 503 }));
		expect(await join(rig.journal, wishOf(rig), settings)).toMatchObject({ ok: true, by: 'till' });
	});
});

describe('joining with network', () => {
	it('writes nothing into the journal, and names the number it would have given away', async () => {
		const rig = await enrolledRig();
		const asked: JoinRequest[] = [];
		onJoin(rig, (request) => {
			asked.push(request);
			const { memberId, cardNumber } = request;
			const nothing = { segments: [], balances: [], counters: {}, spendBlocked: false, tier: null };
			const asOf = '2026-11-20T09:00:00.000Z';
			const member = { memberId, shownName: 'Nora L.', cardLast4: '0000', cardHmac: 'A'.repeat(43), asOf, ...nothing };
			return Response.json({ member, cardNumber });
		});
		const joined = await join(rig.journal, wishOf(rig), settings);
		expect(joined).toMatchObject({ ok: true, by: 'server', member: { name: 'Nora L.' } });
		expect(asked).toMatchObject([{ phone: '+491512340077', email: null, evenIfKnown: false }]);
		expect(joined.ok && joined.cardNumber).toBe(asked[0]?.cardNumber);
		expect(await joinedEvents(rig)).toEqual([]);
	});

	it('hands the server’s refusal on and writes nothing', async () => {
		const rig = await enrolledRig();
		for (const code of ['contact_known', 'card_taken', 'conflict'] as const) {
			onJoin(rig, refusal(409, code));
			expect(await join(rig.journal, wishOf(rig), settings)).toEqual({ ok: false, code });
		}
		onJoin(rig, refusal(429, 'too_many_tries'));
		expect(await join(rig.journal, wishOf(rig), settings)).toEqual({ ok: false, code: 'too_many_tries' });
		expect(await joinedEvents(rig)).toEqual([]);
	});
});

it('asks nobody about a form that is not whole', async () => {
	const rig = await enrolledRig();
	onJoin(rig, () => new Error('nobody was to be asked'));
	const refused = async (given: Partial<JoinWish>) => {
		const joined = await join(rig.journal, wishOf(rig, given), settings);
		return joined.ok ? 'ok' : joined.code;
	};
	expect(await refused({ name: ' ' })).toBe('name_missing');
	expect(await refused({ contact: '' })).toBe('contact_missing');
	expect(await refused({ contact: 'nora' })).toBe('contact_unreadable');
	expect(await refused({ agreed: false })).toBe('terms_missing');
	expect(rig.server.calls.filter((call) => call.includes('/api/till/members'))).toEqual([]);
});
