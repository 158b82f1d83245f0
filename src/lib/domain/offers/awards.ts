/**
 * What a purchase earns, on what its lines cost after every discount and before any spend. Awards that depend on state not
 * at hand are listed as possible, in a contest of their own: a till without network says "about".
 */
import { apportion } from '../money/apportion';
import { largestAmountMinor, scaleMinor, sumMinor } from '../money/money';
import { shareOut, whyNoWorth, worthOf } from './award-forms';
import type { Candidate } from './candidates';
import { decide, type Tried } from './contest';
import { within } from './gate';
import type { AwardForm, Effect } from './offer';
import type { QuoteAward } from './quote-types';
import { stillOpen, type Pass, type Scene } from './scene';
import type { CutBy, LineShare, Unknown, Withheld } from './trace';

type AwardEffect = Extract<Effect, { kind: 'award' }>;
type Earned = { amountMinor: number; baseMinor: number; cutBy: CutBy | null; unknown: Unknown[] };

function effectOf({ ready }: Candidate): AwardEffect {
	const { effect } = ready.offer;
	if (effect.kind !== 'award') throw new TypeError(`offer ${ready.offer.id} is no award`);
	return effect;
}

export class Awards {
	readonly given: QuoteAward[] = [];
	/** Put off until it is known what is certain. */
	readonly #doubtful: Candidate[] = [];
	readonly #winners = new Map<string, QuoteAward>();
	readonly #lifted = new Set<QuoteAward>();
	#doubt = false;

	constructor(private readonly scene: Scene) {}

	/** First what offers give of themselves, then what lifts it; each time the certain before the possible. */
	run(): void {
		for (const phase of ['award', 'multiplier'] as const) {
			this.#doubt = false;
			this.#decide(this.scene.candidates(phase));
			this.#doubt = true;
			// Rivals of a contest were tried before their turn.
			this.#decide(this.#doubtful.splice(0).sort((a, b) => a.ready.at - b.ready.at));
		}
	}

	#decide(candidates: readonly Candidate[]): void {
		decide<Earned>(candidates, {
			attempt: (candidate) => this.#attempt(candidate),
			accept: (candidate, { result, lines }) => this.#accept(candidate, result, lines),
			refuse: (candidate, why) => this.#refuse(candidate, why)
		});
	}

	#attempt(candidate: Candidate): Tried<Earned> {
		const admitted = this.scene.admit(candidate);
		if (!admitted.ok) return admitted;
		const { unknown } = admitted;
		if (unknown.length > 0 && !this.#doubt) {
			this.#doubtful.push(candidate);
			return { ok: false, why: { code: 'needs_connection', unknown, would: null } };
		}
		const earned = this.#earn(candidate, admitted);
		if (!earned.ok || !this.#doubt) return earned;
		const winner = this.#winners.get(candidate.ready.contest ?? '');
		if (!winner || winner.amountMinor < earned.worthMinor) return earned;
		const { worthMinor, currency, lines } = earned;
		const winnerMinor = winner.amountMinor;
		return {
			ok: false,
			why: { code: 'beaten_by', winnerId: winner.offerId, currency, worthMinor, winnerMinor, lines }
		};
	}

	#earn(candidate: Candidate, pass: Pass): Tried<Earned> {
		const { give, currency } = effectOf(candidate);
		const weights = give.form === 'multiplier' ? this.#earnedOn(pass, currency) : null;
		const wanted = this.#worth(give, pass, currency, weights);
		if (wanted === 0) {
			const isLift = give.form === 'multiplier';
			const why: Withheld = isLift ? { code: 'nothing_to_give' } : whyNoWorth(give, pass.area);
			return { ok: false, why: stillOpen(why, pass.unknown) };
		}
		const { amountMinor, cutBy } = within(wanted, pass.allowance);
		const shares = weights ? apportion(amountMinor, weights) : shareOut(amountMinor, pass.area);
		const baseMinor = sumMinor(pass.area.totalsMinor);
		const lines = this.scene.shares(pass.area, shares);
		return {
			ok: true,
			worthMinor: amountMinor,
			currency,
			lines,
			result: { amountMinor, baseMinor, cutBy, unknown: pass.unknown }
		};
	}

	#worth(give: AwardForm, { area }: Pass, currency: string, weights: number[] | null): number {
		if (give.form !== 'multiplier') return worthOf(give, area, currency, this.scene.input.terms.currency);
		return Math.min(largestAmountMinor, scaleMinor(sumMinor(weights ?? []), give.factorBp - 10_000, 10_000));
	}

	/** What offers that are no multipliers certainly give on the area's lines, in this currency. */
	#earnedOn({ area }: Pass, currency: string): number[] {
		const earned = new Map<string, number>();
		for (const award of this.given) {
			if (award.currency !== currency || award.possible || this.#lifted.has(award)) continue;
			for (const { lineId, amountMinor } of award.lines) earned.set(lineId, (earned.get(lineId) ?? 0) + amountMinor);
		}
		return area.lines.map(({ lineId }) => earned.get(lineId) ?? 0);
	}

	#accept(candidate: Candidate, { amountMinor, baseMinor, cutBy, unknown }: Earned, lines: LineShare[]): void {
		const { ready } = candidate;
		const { currency, lot, give } = effectOf(candidate);
		const { id: offerId, title } = ready.offer;
		const insteadOf = this.#doubt ? (this.#winners.get(ready.contest ?? '')?.offerId ?? null) : null;
		const award: QuoteAward = {
			currency,
			amountMinor,
			offerId,
			title,
			possible: this.#doubt,
			insteadOf,
			baseMinor,
			lot,
			lines
		};
		this.given.push(award);
		if (give.form === 'multiplier') this.#lifted.add(award);
		if (this.#doubt) {
			this.scene.note(candidate, { code: 'needs_connection', unknown, would: { currency, amountMinor } });
		} else {
			if (ready.contest !== null) this.#winners.set(ready.contest, award);
			this.scene.note(candidate, { code: 'gave_award', currency, amountMinor, cutBy });
		}
	}

	#refuse(candidate: Candidate, why: Withheld): void {
		const isInvitation = why.code === 'needs_member' && this.#isForAnyMember(candidate);
		this.scene.note(candidate, isInvitation ? { ...why, would: this.#wouldGive(candidate) } : why);
	}

	#isForAnyMember({ ready }: Candidate): boolean {
		const { audience } = ready.offer.conditions;
		return audience.kind === 'anyone' || (audience.tiers.length === 0 && audience.segments.length === 0);
	}

	/** "With a card you would get …": as if the customer were a member who has not used the offer yet. */
	#wouldGive(candidate: Candidate): { currency: string; amountMinor: number } | null {
		const admitted = this.scene.admit(candidate, true);
		if (!admitted.ok) return null;
		const earned = this.#earn(candidate, admitted);
		return earned.ok ? { currency: effectOf(candidate).currency, amountMinor: earned.worthMinor } : null;
	}
}
