/**
 * Who gives something, and who is beaten. Offers come in their order; one that stacks applies as it comes. Of those that
 * compete the contest is held where the first of them could apply: all are tried on the basket as it stands there, the one
 * that gives most is taken, of equal ones the first. One that cannot apply takes no part and moves nothing, so that adding
 * it to the set changes nothing.
 */
import type { Candidate } from './candidates';
import type { LineShare, Withheld } from './trace';

/** `worthMinor` is what competing offers are compared by. */
export type Tried<T> =
	{ ok: true; worthMinor: number; currency: string; lines: LineShare[]; result: T } | { ok: false; why: Withheld };
type Success<T> = Extract<Tried<T>, { ok: true }>;

export type Rules<T> = {
	attempt: (candidate: Candidate) => Tried<T>;
	accept: (candidate: Candidate, tried: Success<T>) => void;
	refuse: (candidate: Candidate, why: Withheld) => void;
};

type Entrant<T> = { candidate: Candidate; tried: Success<T> };

function rivalsOf<T>(first: Entrant<T>, later: readonly Candidate[], rules: Rules<T>): Entrant<T>[] {
	const entrants = [first];
	for (const candidate of later) {
		const tried = rules.attempt(candidate);
		if (tried.ok) entrants.push({ candidate, tried });
		else rules.refuse(candidate, tried.why);
	}
	return entrants;
}

function settleContest<T>(entrants: readonly Entrant<T>[], rules: Rules<T>): void {
	const winner = entrants.reduce((best, one) => (one.tried.worthMinor > best.tried.worthMinor ? one : best));
	const winnerId = winner.candidate.ready.offer.id;
	for (const { candidate, tried } of entrants) {
		if (candidate === winner.candidate) continue;
		const { worthMinor, currency, lines } = tried;
		rules.refuse(candidate, {
			code: 'beaten_by',
			winnerId,
			currency,
			worthMinor,
			winnerMinor: winner.tried.worthMinor,
			lines
		});
	}
	rules.accept(winner.candidate, winner.tried);
}

export function decide<T>(candidates: readonly Candidate[], rules: Rules<T>): void {
	const closed = new Set<string>();
	for (const [index, candidate] of candidates.entries()) {
		const { contest } = candidate.ready;
		if (contest !== null && closed.has(contest)) continue;
		const tried = rules.attempt(candidate);
		if (!tried.ok) rules.refuse(candidate, tried.why);
		else if (contest === null) rules.accept(candidate, tried);
		else {
			closed.add(contest);
			const later = candidates.slice(index + 1).filter(({ ready }) => ready.contest === contest);
			settleContest(rivalsOf({ candidate, tried }, later, rules), rules);
		}
	}
}
