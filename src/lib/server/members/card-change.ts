/** Cards as the office handles them: one more, another in place of one, blocked, opened again. */
import { findCardRange } from '$lib/domain/code/card';
import type { CardRefusalCode } from '$lib/contract/sync/join';
import { noteAudit } from '$lib/server/audit/audit';
import type { Db } from '$lib/server/db/client';
import type { Ports } from '$lib/server/ports';
import { blockSize, readCardRules, serialPlaces } from './card';
import { findCardByNumber, findLease, lockCard, updateCard } from './queries.cards';
import { issueCard } from './replace-card';

export type CardChanged = { ok: true; number: string } | { ok: false; code: CardRefusalCode | 'card_lent' };

class Refused extends Error {
	constructor(readonly code: CardRefusalCode | 'card_lent') {
		super(code);
	}
}

export type OfficeCard = {
	memberId: string;
	/** Null: a new number is drawn. */
	number: string | null;
	/** The card it stands in for; its member keeps everything. */
	replaces: string | null;
	/** `issued`: on its way by post, active once shown. */
	state: 'active' | 'issued';
	staffId: string;
};

/** Gives a member a card. A typed number has to lie in one of the shop's ranges. */
export async function issueOfficeCard(db: Db, ports: Ports, wish: OfficeCard): Promise<CardChanged> {
	try {
		const number = await db.transaction().execute((tx) => issueInOffice(tx, ports, wish));
		return { ok: true, number };
	} catch (error) {
		if (error instanceof Refused) return { ok: false, code: error.code };
		throw error;
	}
}

/** The same as part of the caller's transaction; throws what `refusedCard` reads. */
export async function issueInOffice(tx: Db, ports: Ports, wish: OfficeCard): Promise<string> {
	const { memberId, number, replaces, state, staffId } = wish;
	const old = replaces === null ? null : await findCardByNumber(tx, replaces);
	if (replaces !== null && !old) throw new Refused('card_not_theirs');
	if (number !== null && (await isLent(tx, number))) throw new Refused('card_lent');
	const issued = await issueCard(
		tx,
		ports,
		{ kind: 'staff', id: staffId },
		{ memberId, number, replaces: old?.hmac ?? null, state },
		async (made) => findCardRange(made, (await readCardRules(tx)).cardRanges) !== null
	);
	if (!issued.ok) throw new Refused(issued.code);
	return issued.cardNumber;
}

/** What a thrown refusal says; null for any other error. */
export function refusedCard(error: unknown): (CardRefusalCode | 'card_lent') | null {
	return error instanceof Refused ? error.code : null;
}

/** A till without network may give this number to somebody at this moment. */
async function isLent(tx: Db, number: string): Promise<boolean> {
	const range = findCardRange(number, (await readCardRules(tx)).cardRanges);
	if (!range) return false;
	const serial = Number(number.slice(range.prefix.length, range.prefix.length + serialPlaces(range)));
	return (await findLease(tx, range, Math.floor(serial / blockSize))) !== undefined;
}

/** A lost or stolen card identifies nobody from now on; tills hear of it at their next pull. */
export function blockCard(db: Db, ports: Ports, card: { memberId: string; number: string; staffId: string }) {
	return changeState(db, ports, card, { from: ['active', 'issued'], to: 'blocked', action: 'card.blocked' });
}

/** It was found again. */
export function unblockCard(db: Db, ports: Ports, card: { memberId: string; number: string; staffId: string }) {
	return changeState(db, ports, card, { from: ['blocked'], to: 'active', action: 'card.unblocked' });
}

/** False when the card is not the member's, or is in another state by now. */
function changeState(
	db: Db,
	ports: Ports,
	{ memberId, number, staffId }: { memberId: string; number: string; staffId: string },
	{ from, to, action }: { from: readonly string[]; to: 'active' | 'blocked'; action: string }
): Promise<boolean> {
	return db.transaction().execute(async (tx) => {
		const card = await lockCard(tx, number);
		if (card?.memberId !== memberId || !from.includes(card.state)) return false;
		await updateCard(tx, number, { state: to });
		await noteAudit(tx, ports, { kind: 'staff', id: staffId }, action, memberId, { last4: number.slice(-4) });
		return true;
	});
}
