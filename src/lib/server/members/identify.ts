/** Who is it? Exactly one member, or the reason why not: nobody is ever guessed. */
import type { Identified, Means } from '$lib/contract/sync/rewards';
import { toBase64url } from '$lib/domain/bytes';
import { isPaymentCard, matchCardMask } from '$lib/domain/code/card';
import { normaliseEmail } from '$lib/domain/contact/email';
import { normalisePhone } from '$lib/domain/contact/phone';
import { shownName } from '$lib/domain/contact/shown-name';
import type { Db } from '$lib/server/db/client';
import type { Ports } from '$lib/server/ports';
import { readCardRules } from './card';
import { activateCard, findCardByHmac, findCardByNumber, findCardOfMember } from './queries.cards';
import { findCountry, findMember, findMembersByEmail, findMembersByPhone, type MemberRow } from './queries.identify';

export type IdentifyRefusal = {
	ok: false;
	code: 'member_not_found' | 'member_ambiguous' | 'member_ended' | 'card_not_active' | 'payment_card';
	/** With `card_not_active`: which state the card is in. */
	detail?: 'prepared' | 'blocked' | 'replaced';
};

/** `balances` and `counters` are empty: whoever keeps the members' value adds them. */
export type IdentifyAnswer = { ok: true; member: Identified } | IdentifyRefusal;

type Card = NonNullable<Awaited<ReturnType<typeof findCardByNumber>>>;
type Found = { ok: true; row: MemberRow; card: Card | null } | IdentifyRefusal;

export async function identify(
	db: Db,
	means: Means,
	place: { storeId: string },
	ports: Ports
): Promise<IdentifyAnswer> {
	const found = await find(db, means, place);
	if (!found.ok) return found;
	const { row } = found;
	if (row.state === 'ended') return { ok: false, code: 'member_ended' };
	if (found.card?.state === 'issued') await activateCard(db, found.card.number);
	const card = found.card ?? (await findCardOfMember(db, row.id)) ?? null;
	return { ok: true, member: toIdentified(row, card, ports.now()) };
}

function toIdentified(row: MemberRow, card: Card | null, nowMs: number): Identified {
	return {
		memberId: row.id,
		shownName: shownName(row.name),
		tier: row.tier,
		segments: row.segments.slice(0, 50),
		cardLast4: card?.number.slice(-4) ?? null,
		cardHmac: card ? toBase64url(card.hmac) : null,
		spendBlocked: row.spendBlocked || row.state === 'suspended',
		joinedAt: new Date(row.createdAt).toISOString(),
		balances: [],
		counters: {},
		asOf: new Date(nowMs).toISOString()
	};
}

async function find(db: Db, means: Means, place: { storeId: string }): Promise<Found> {
	switch (means.kind) {
		case 'card':
			return findByNumber(db, means.number);
		case 'card_hmac':
			return byCard(db, await findCardByHmac(db, Buffer.from(means.cardHmac, 'base64url')));
		case 'member':
			return theOnly([await findMember(db, means.memberId)].filter((row) => row !== undefined));
		case 'phone': {
			const phone = normalisePhone(means.phone, await findCountry(db, place.storeId));
			return theOnly(phone === null ? [] : await findMembersByPhone(db, phone));
		}
		case 'email': {
			const email = normaliseEmail(means.email);
			return theOnly(email === null ? [] : await findMembersByEmail(db, email));
		}
	}
}

/** The number as it is, else what the shop's masks make of it. A payment card is not even looked for. */
async function findByNumber(db: Db, text: string): Promise<Found> {
	const number = text.replace(/[\s-]/g, '');
	if (isPaymentCard(number)) return { ok: false, code: 'payment_card' };
	const card = await findCardByNumber(db, number);
	if (card) return byCard(db, card);
	const masked = matchCardMask(number, (await readCardRules(db)).cardMasks);
	return byCard(db, masked === null ? undefined : await findCardByNumber(db, masked));
}

async function byCard(db: Db, card: Card | undefined): Promise<Found> {
	if (!card) return { ok: false, code: 'member_not_found' };
	const { state, memberId } = card;
	if (state !== 'active' && state !== 'issued') return { ok: false, code: 'card_not_active', detail: state };
	const row = memberId === null ? undefined : await findMember(db, memberId);
	return row ? { ok: true, row, card } : { ok: false, code: 'member_not_found' };
}

/** People who ended do not stand in the way of those who are members. */
function theOnly(rows: readonly MemberRow[]): Found {
	const present = rows.filter(({ state }) => state !== 'ended');
	const [only, other] = present.length > 0 ? present : rows;
	if (!only) return { ok: false, code: 'member_not_found' };
	if (other && present.length > 0) return { ok: false, code: 'member_ambiguous' };
	return { ok: true, row: only, card: null };
}
