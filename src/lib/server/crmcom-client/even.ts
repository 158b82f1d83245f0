/**
 * A part of a sale that comes back is told by cancelling its purchase and booking what is left anew: this wire has no other
 * way. What the cancelling gives back may have expired there since, and what it takes may be spent; so the wallet is looked
 * at before and after.
 */
import type { ClientFault } from './client';
import { walletBalances } from './figures';
import { readStanding, type Desk, type Standing } from './purchase';
import type { RemotePurchase } from './queries.purchases';
import * as spendRows from './queries.spends';

/** `spentMinor`: out of the wallet. An instant spend never was in it. */
export type Figures = { walletMinor: number; awardMinor: number; spentMinor: number };

type Done<T> = { ok: true; value: T } | ClientFault;

/** Null: nothing to compare with. Of a purchase that was not settled yet nothing can have expired. */
export async function formerFigures(
	desk: Desk,
	{ id, state, settled, answer }: RemotePurchase,
	{ participantId }: { participantId: string },
	currency: string
): Promise<Done<Figures | null>> {
	if (state !== 'standing' || !settled) return { ok: true, value: null };
	const wallet = await walletThere(desk, participantId, currency);
	if (!wallet.ok || wallet.value === null) return wallet.ok ? { ok: true, value: null } : wallet;
	const spends = await spendRows.selectSpends(desk.db, id);
	const grantedMinor = spends.reduce((sum, spend) => sum + spend.grantedMinor, 0);
	return { ok: true, value: { walletMinor: wallet.value, ...movedBy(readStanding(answer), grantedMinor) } };
}

export async function walletThere(
	{ remote }: Desk,
	participantId: string,
	currency: string
): Promise<Done<number | null>> {
	const shown = await remote.showById(participantId);
	if (!shown.ok) return shown;
	const own = walletBalances(shown.value.wallet, currency).find((balance) => balance.currency === currency);
	return { ok: true, value: own?.balanceMinor ?? null };
}

export function movedBy({ awardMinor, automaticMinor }: Standing, grantedMinor: number) {
	return { awardMinor, spentMinor: automaticMinor + grantedMinor };
}

/**
 * What the member gained by the return, in minor units, beyond what it gave and took; below zero: lost. An award that had
 * expired before goes without a trace, so what is between nothing and the whole difference is right. Pure.
 */
export function beyondReturn(before: Figures, after: Figures): number {
	const earnedMinor = after.walletMinor + after.spentMinor - before.walletMinor - before.spentMinor;
	const dueMinor = after.awardMinor - before.awardMinor;
	if (earnedMinor > Math.max(0, dueMinor)) return earnedMinor - Math.max(0, dueMinor);
	return Math.min(0, earnedMinor - Math.min(0, dueMinor));
}
