/**
 * Giving a sale back, whole or in parts (specs/crmcom-api.md §5.8): the award goes in proportion to the lines returned,
 * the spend as the return's receipt says, into the lots it came from, with their old expiry. Every figure is a function of
 * what has been returned in all, so n parts sum to the whole exactly and their order does not matter.
 */
import { partialMinor } from '../money/partial';
import { sumMinor } from '../money/money';
import { ownedMinor } from './balance';
import { move, type Posting } from './posting';
import { freeMinor, isExpired, type Lot } from './lot';
import { applyPostings, type ExpiredByLot, type NegativePolicy } from './take';

/** A line of the original and how much of it goes back now, in thousandths. */
export type ReturnedLine = { lineNo: number; soldMilli: number; soldMinor: number; returnedMilli: number };

export type GivenAward = {
	lotId: string;
	currency: string;
	amountMinor: number;
	/** The lines that earned it; null: all lines of the sale, by what was paid for them. */
	basis: { lineNo: number; amountMinor: number }[] | null;
};

/** In the order they were taken; `lotId` null for an instant spend. */
export type SpentPart = { grantId: string; lotId: string | null; currency: string; amountMinor: number };

/** `lines` are all lines of the original; of a cancellation their `returnedMilli` does not count. */
export type ReversalRequest =
	| { everything: true; lines: readonly ReturnedLine[] }
	| { everything: false; lines: readonly ReturnedLine[]; spends: readonly { grantId: string; amountMinor: number }[] };

/** What earlier returns took back and gave back. */
export type Undone = {
	everything: boolean;
	milliByLine: ReadonlyMap<number, number>;
	minorByGrant: ReadonlyMap<string, number>;
};

export type CurrencyAmount = { currency: string; amountMinor: number };

export type Reversal = {
	ok: true;
	postings: Posting[];
	awardsTaken: CurrencyAmount[];
	/** The same by the lot it was given as. */
	lotsTaken: { lotId: string; amountMinor: number }[];
	spendsReturned: CurrencyAmount[];
	/** What of these had run out meanwhile: it is there and cannot be used. */
	spendsRunOut: CurrencyAmount[];
	/** Awards that should go back and were left to the member (`clamp`). */
	forgiven: CurrencyAmount[];
	/** What of each grant goes back now. */
	grants: { grantId: string; amountMinor: number }[];
	/** Asked to go back, but never spent or already returned. */
	beyondMinor: number;
	/** Below zero after it: the member owes. */
	owes: CurrencyAmount[];
};

function weightsOf(award: GivenAward, lines: readonly ReturnedLine[]): { lineNo: number; weight: number }[] {
	const named = award.basis ?? lines.map(({ lineNo, soldMinor }) => ({ lineNo, amountMinor: soldMinor }));
	const weights = named.map(({ lineNo, amountMinor }) => ({ lineNo, weight: Math.max(amountMinor, 0) }));
	if (weights.some(({ weight }) => weight > 0)) return weights;
	// Nothing was paid for these lines: pieces count instead.
	const sold = new Map(lines.map(({ lineNo, soldMilli }) => [lineNo, soldMilli]));
	return weights.map(({ lineNo }) => ({ lineNo, weight: Math.max(sold.get(lineNo) ?? 0, 0) }));
}

/** What of an award is gone once these thousandths of each line have been returned. */
function goneBy(award: GivenAward, lines: readonly ReturnedLine[], returned: ReadonlyMap<number, number>): number {
	const weights = weightsOf(award, lines);
	const reached = weights.map(({ lineNo, weight }) => {
		const sold = lines.find((line) => line.lineNo === lineNo)?.soldMilli ?? 0;
		const back = Math.min(Math.max(returned.get(lineNo) ?? 0, 0), sold);
		return partialMinor({ totalMinor: weight, whole: sold, reached: back, alreadyMinor: 0 });
	});
	return partialMinor({
		totalMinor: award.amountMinor,
		whole: sumMinor(weights.map(({ weight }) => weight)),
		reached: sumMinor(reached),
		alreadyMinor: 0
	});
}

function addLines(undone: Undone, lines: readonly ReturnedLine[]): Map<number, number> {
	const after = new Map(undone.milliByLine);
	for (const { lineNo, returnedMilli } of lines) after.set(lineNo, (after.get(lineNo) ?? 0) + returnedMilli);
	return after;
}

/** What of each award goes back now. */
function awardsToTake(awards: readonly GivenAward[], undone: Undone, request: ReversalRequest): number[] {
	if (undone.everything) return awards.map(() => 0);
	const { everything, lines } = request;
	const after = everything ? null : addLines(undone, lines);
	return awards.map((award) => {
		const before = undone.milliByLine.size > 0 ? goneBy(award, lines, undone.milliByLine) : 0;
		return (after ? goneBy(award, lines, after) : award.amountMinor) - before;
	});
}

/**
 * What goes back of each award, in the order given, when these lines are returned after `before` (thousandths by line
 * number): what `decideReversal` will take unless the shop's policy leaves some of it to the member.
 */
export function awardsGoingBack(
	awards: readonly GivenAward[],
	lines: readonly ReturnedLine[],
	before: ReadonlyMap<number, number>
): number[] {
	const undone = { everything: false, milliByLine: before, minorByGrant: new Map<string, number>() };
	return awardsToTake(awards, undone, { everything: false, lines, spends: [] });
}

/** What is returned of a grant fills its lots from the last one taken: that value lasts longest. */
function fillParts(parts: readonly SpentPart[], beforeMinor: number, afterMinor: number): SpentPart[] {
	let start = 0;
	return [...parts].reverse().flatMap((part) => {
		const within = (reached: number) => Math.min(Math.max(reached - start, 0), part.amountMinor);
		const amountMinor = within(afterMinor) - within(beforeMinor);
		start += part.amountMinor;
		return amountMinor > 0 ? [{ ...part, amountMinor }] : [];
	});
}

function spendsToReturn(spent: readonly SpentPart[], undone: Undone, request: ReversalRequest) {
	const grantIds = [...new Set(spent.map(({ grantId }) => grantId))];
	const wanted = new Map<string, number>();
	for (const { grantId, amountMinor } of request.everything ? [] : request.spends) {
		wanted.set(grantId, (wanted.get(grantId) ?? 0) + amountMinor);
	}
	const parts: SpentPart[] = [];
	const grants: { grantId: string; amountMinor: number }[] = [];
	let askedMinor = 0;
	for (const amountMinor of wanted.values()) askedMinor += amountMinor;
	for (const grantId of grantIds) {
		const own = spent.filter((part) => part.grantId === grantId);
		const whole = sumMinor(own.map(({ amountMinor }) => amountMinor));
		const before = undone.everything ? whole : (undone.minorByGrant.get(grantId) ?? 0);
		const after = request.everything ? whole : Math.min(before + (wanted.get(grantId) ?? 0), whole);
		parts.push(...fillParts(own, before, after));
		if (after > before) grants.push({ grantId, amountMinor: after - before });
	}
	const givenMinor = request.everything ? 0 : sumMinor(grants.map(({ amountMinor }) => amountMinor));
	return { parts, grants, beyondMinor: askedMinor - givenMinor };
}

function hasRunOut(lotId: string | null, lots: readonly Lot[], atMs: number): boolean {
	return lots.some((lot) => lot.id === lotId && isExpired(lot, atMs));
}

/** An award goes back out of its own lot; what expired of it meanwhile is gone already and nobody owes for it. */
function takeAward(award: GivenAward, amountMinor: number, lots: readonly Lot[], expired: ExpiredByLot): Posting[] {
	const lot = lots.find(({ id }) => id === award.lotId);
	const short = Math.max(amountMinor - Math.max(lot ? freeMinor(lot) : 0, 0), 0);
	return [
		...move('expiry', { lot: award.lotId }, award.currency, Math.min(short, expired.get(award.lotId) ?? 0)),
		...move({ lot: award.lotId }, 'award_cost', award.currency, amountMinor)
	];
}

/** The most that can be taken back without anybody owing. */
function coveredMinor(award: GivenAward, lots: readonly Lot[], expired: ExpiredByLot, atMs: number): number {
	const own = lots.find(({ id }) => id === award.lotId);
	const lapsed = own && own.expiresAtMs !== null && own.expiresAtMs <= atMs ? Math.max(freeMinor(own), 0) : 0;
	const owned = ownedMinor(
		lots.filter(({ currency }) => currency === award.currency),
		atMs
	);
	return owned + lapsed + (expired.get(award.lotId) ?? 0);
}

function byCurrency(amounts: readonly CurrencyAmount[]): CurrencyAmount[] {
	const sums = new Map<string, number>();
	for (const { currency, amountMinor } of amounts) sums.set(currency, (sums.get(currency) ?? 0) + amountMinor);
	return [...sums].filter(([, sum]) => sum !== 0).map(([currency, amountMinor]) => ({ currency, amountMinor }));
}

export type ReversalInput = {
	awards: readonly GivenAward[];
	spent: readonly SpentPart[];
	undone: Undone;
	request: ReversalRequest;
	/** The member's lots, those of the sale among them. */
	lots: readonly Lot[];
	expired: ExpiredByLot;
	policy: NegativePolicy;
	atMs: number;
};

/** `insufficient_value`: more would be taken back than there is, and the policy is to refuse. */
export function decideReversal(input: ReversalInput): Reversal | { ok: false; code: 'insufficient_value' } {
	const { awards, expired, policy, atMs } = input;
	const back = spendsToReturn(input.spent, input.undone, input.request);
	const postings = back.parts.flatMap(({ lotId, currency, amountMinor }) =>
		move('spend', lotId === null ? 'award_cost' : { lot: lotId }, currency, amountMinor)
	);
	let lots = applyPostings(input.lots, postings);
	const taken: (CurrencyAmount & { lotId: string })[] = [];
	const forgiven: CurrencyAmount[] = [];
	const wanted = awardsToTake(awards, input.undone, input.request);
	for (const [index, award] of awards.entries()) {
		const asked = wanted[index] ?? 0;
		const covered = policy === 'negative' ? asked : coveredMinor(award, lots, expired, atMs);
		if (policy === 'refuse' && asked > covered) return { ok: false, code: 'insufficient_value' };
		const amountMinor = Math.min(asked, covered);
		const own = takeAward(award, amountMinor, lots, expired);
		lots = applyPostings(lots, own);
		postings.push(...own);
		taken.push({ currency: award.currency, lotId: award.lotId, amountMinor });
		forgiven.push({ currency: award.currency, amountMinor: asked - amountMinor });
	}
	const currencies = [...new Set(lots.map(({ currency }) => currency))];
	return {
		ok: true,
		postings,
		awardsTaken: byCurrency(taken),
		lotsTaken: taken.flatMap(({ lotId, amountMinor }) => (amountMinor > 0 ? [{ lotId, amountMinor }] : [])),
		spendsReturned: byCurrency(back.parts),
		spendsRunOut: byCurrency(back.parts.filter(({ lotId }) => hasRunOut(lotId, lots, atMs))),
		forgiven: byCurrency(forgiven),
		grants: back.grants,
		beyondMinor: back.beyondMinor,
		owes: byCurrency(
			currencies.map((currency) => ({
				currency,
				amountMinor: Math.max(-lots.reduce((sum, lot) => sum + (lot.currency === currency ? freeMinor(lot) : 0), 0), 0)
			}))
		)
	};
}
