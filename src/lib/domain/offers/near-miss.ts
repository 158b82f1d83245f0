/** What a customer only just missed: the one offer that a little more would have brought. Data; the receipt has the words. */
import { largestAmountMinor } from '../money/money';
import { largestQuantityMilli, oneMilli } from '../money/quantity';
import type { CompiledOffers } from './compile';
import type { OfferTrace } from './trace';

/** `title`: what customers read. The amount in minor units of the sale, the quantity in thousandths. */
export type NearMiss = { offerId: string; title: string } & (
	{ needs: 'amount'; moreMinor: number } | { needs: 'quantity'; moreMilli: number }
);

type Found = { miss: NearMiss; reached: number };

/** Somebody who has less than half of what is asked did not nearly have it. */
const leastReached = 0.5;

/**
 * The offer that gave nothing and of which most was reached; of equals the first. Left out is what more goods alone might
 * not have brought: what depends on state that was not known, on a second minimum, on other parts of a bundle, or on an
 * offer of its group that gave.
 */
export function nearMissOf({ offers }: CompiledOffers, trace: readonly OfferTrace[]): NearMiss | null {
	let best: Found | null = null;
	let won: Set<string> | null = null;
	for (const [at, entry] of trace.entries()) {
		if (entry.code !== 'needs_more') continue;
		const ready = offers[at];
		const found = ready && missOf(ready.offer, entry);
		if (!found || !isNear(found) || found.reached <= (best?.reached ?? 0)) continue;
		won ??= contestsWon(offers, trace);
		if (ready.contest === null || !won.has(ready.contest)) best = found;
	}
	return best?.miss ?? null;
}

/** And within what a sale can say. */
function isNear({ miss, reached }: Found): boolean {
	const isSayable =
		miss.needs === 'amount' ? miss.moreMinor <= largestAmountMinor : miss.moreMilli <= largestQuantityMilli;
	return reached >= leastReached && isSayable;
}

function contestsWon(offers: CompiledOffers['offers'], trace: readonly OfferTrace[]): Set<string> {
	const won = new Set<string>();
	for (const [at, { code }] of trace.entries()) {
		const contest = offers[at]?.contest;
		if (contest && code.startsWith('gave_')) won.add(contest);
	}
	return won;
}

type Offer = CompiledOffers['offers'][number]['offer'];

function missOf(offer: Offer, { next, unknown }: Extract<OfferTrace, { code: 'needs_more' }>): Found | null {
	const { id: offerId, title, conditions, effect } = offer;
	const { minimumAmountMinor, minimumQuantityMilli } = conditions;
	const of = { offerId, title };
	if (title === '' || unknown || (minimumAmountMinor > 0 && minimumQuantityMilli > 0)) return null;
	if (next.needs === 'amount') {
		const { moreMinor, reachMinor } = next;
		return { miss: { ...of, needs: 'amount', moreMinor }, reached: 1 - moreMinor / reachMinor };
	}
	if (next.needs === 'quantity') {
		const { moreMilli, reachMilli } = next;
		return { miss: { ...of, needs: 'quantity', moreMilli }, reached: 1 - moreMilli / reachMilli };
	}
	// The parts before the missing one are full; of those after it nothing is known.
	if (effect.kind !== 'discount' || effect.form !== 'bundle' || next.part < effect.parts.length - 1) return null;
	const pieces = effect.parts.reduce((sum, part) => sum + part.pieces, 0);
	const miss: NearMiss = { ...of, needs: 'quantity', moreMilli: next.morePieces * oneMilli };
	return { miss, reached: 1 - next.morePieces / pieces };
}
