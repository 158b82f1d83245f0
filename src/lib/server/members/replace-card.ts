/** A member gets another card. Balance, history and offers are the member's, so they need nothing. */
import type { CardRefusalCode } from '$lib/contract/sync/join';
import { noteAudit, type Actor } from '$lib/server/audit/audit';
import type { Db } from '$lib/server/db/client';
import type { Ports } from '$lib/server/ports';
import { addCard } from './card';
import { giveCard } from './give-card';
import { findCardByHmac, lockCard, updateCard } from './queries.cards';
import { findMember } from './queries.identify';

export type CardWish = {
	memberId: string;
	/** A prepared card, or a number that `mayMake` allows; `null`: a new number is drawn. */
	number: string | null;
	/** The card that is lost or worn; `null`: the member has one more. */
	replaces: Buffer | null;
	state?: 'active' | 'issued';
};

export type CardIssued = { ok: true; cardNumber: string } | { ok: false; code: CardRefusalCode };

/** Part of the caller's transaction, which has to be undone after a refusal. Asked again, the same answer. */
export async function issueCard(
	tx: Db,
	ports: Ports,
	actor: Actor,
	wish: CardWish,
	mayMake: (number: string) => Promise<boolean>
): Promise<CardIssued> {
	const { memberId, state } = wish;
	const member = await findMember(tx, memberId);
	if (!member || member.state === 'ended') return { ok: false, code: 'member_not_found' };
	const old = wish.replaces === null ? null : await lockOld(tx, wish.replaces, memberId);
	if (old === 'not_theirs') return { ok: false, code: 'card_not_theirs' };
	const asked = wish.number ?? old?.replacedBy ?? null;
	if (old?.state === 'replaced' && old.replacedBy !== asked) return { ok: false, code: 'card_not_theirs' };
	if (old && asked === old.number) return { ok: false, code: 'card_taken' };
	const number = asked ?? (await addCard(tx, ports, memberId, state));
	if (asked !== null) {
		const given = await giveCard(tx, ports, { number: asked, memberId, ...(state && { state }) }, () => mayMake(asked));
		if (!given.ok) return given;
	}
	if (old?.state === 'replaced') return { ok: true, cardNumber: number };
	if (old) await updateCard(tx, old.number, { state: 'replaced', replaced_by: number });
	await noteAudit(tx, ports, actor, old ? 'card.replaced' : 'card.issued', memberId, { last4: number.slice(-4) });
	return { ok: true, cardNumber: number };
}

async function lockOld(tx: Db, hmac: Buffer, memberId: string) {
	const found = await findCardByHmac(tx, hmac);
	const card = found && (await lockCard(tx, found.number));
	return card?.memberId === memberId ? card : ('not_theirs' as const);
}
