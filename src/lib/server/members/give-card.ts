/** A card with a known number becomes a member's. */
import { isPaymentCard } from '$lib/domain/code/card';
import type { Db } from '$lib/server/db/client';
import type { Ports } from '$lib/server/ports';
import { cardHmac, cardKey } from './card';
import { claimSalesOfCard } from './queries';
import { insertCard, lockCard, updateCard } from './queries.cards';

export type CardGiven = { ok: true } | { ok: false; code: 'card_not_known' | 'card_taken' | 'payment_card' };

/**
 * A prepared card, or one whose number `mayMake` allows to come into being. Given again to the same member, nothing
 * happens. Sales that named the card before become the member's. Part of the caller's transaction.
 */
export async function giveCard(
	tx: Db,
	ports: Ports,
	card: { number: string; memberId: string; state?: 'active' | 'issued' },
	mayMake: () => Promise<boolean>
): Promise<CardGiven> {
	const { number, memberId, state = 'active' } = card;
	if (isPaymentCard(number)) return { ok: false, code: 'payment_card' };
	const known = await lockCard(tx, number);
	if (known && known.memberId === memberId && known.state !== 'replaced') return { ok: true };
	if (known && known.state !== 'prepared') return { ok: false, code: 'card_taken' };
	const at = new Date(ports.now());
	const hmac = known?.hmac ?? cardHmac(await cardKey(tx, ports), number);
	if (known) await updateCard(tx, number, { state, member_id: memberId, issued_at: at });
	else {
		if (!(await mayMake())) return { ok: false, code: 'card_not_known' };
		const row = { number, hmac, member_id: memberId, state, issued_at: at, created_at: at };
		if (!(await insertCard(tx, row))) return { ok: false, code: 'card_taken' };
	}
	await claimSalesOfCard(tx, hmac, memberId);
	return { ok: true };
}
