/** What all offers of one quote look at, and what every one of them is asked before it computes anything. */
import type { BasketLine } from '../basket/basket';
import { businessDate } from '../receipt/business-date';
import { quantityOf, type Area } from './area';
import { candidatesFor, type Candidate } from './candidates';
import type { CompiledOffers, Phase, ReadyOffer } from './compile';
import { allowanceOf, gateOf, type Allowance } from './gate';
import { wallTime, type WallTime } from './hours';
import { fits } from './line-filter';
import type { QuoteInput } from './quote-types';
import type { Gave, LineShare, OfferTrace, Unknown, Withheld } from './trace';

/** `unknown`: state that is not at hand; what an offer gives under it is only possible. */
export type Pass = { ok: true; area: Area; reachedMinor: number; allowance: Allowance; unknown: Unknown[] };

export class Scene {
	readonly lines: readonly BasketLine[];
	readonly lineIds: readonly string[];
	/** What each line costs now. */
	readonly totalsMinor: number[];
	/** What no effect takes each line below. */
	readonly leastMinor: readonly number[];
	readonly trace: OfferTrace[];
	readonly #now: WallTime;
	#countersDate: string | null = null;
	readonly #byPhase = new Map<Phase, Candidate[]>();
	/** Candidates with the same lines share the list of their ids. */
	readonly #ids = new Map<readonly number[], string[]>();

	constructor(
		compiled: CompiledOffers,
		readonly input: QuoteInput,
		totalsMinor: readonly number[],
		leastMinor: readonly number[]
	) {
		const { basket, context } = input;
		this.lines = basket.lines;
		this.lineIds = basket.lines.map(({ lineId }) => lineId);
		this.totalsMinor = [...totalsMinor];
		this.leastMinor = leastMinor;
		const store = compiled.forStore(context.storeId);
		this.trace = [...store.blank];
		this.#now = wallTime(context.atMs, context.zone);
		for (const candidate of candidatesFor(store, basket.lines)) {
			const { phase } = candidate.ready;
			const known = this.#byPhase.get(phase);
			if (known) known.push(candidate);
			else this.#byPhase.set(phase, [candidate]);
		}
	}

	candidates(phase: Phase): readonly Candidate[] {
		return this.#byPhase.get(phase) ?? [];
	}

	note({ ready, qualifying }: Candidate, entry: Gave | Withheld): void {
		let lineIds = this.#ids.get(qualifying);
		if (!lineIds) {
			lineIds = qualifying.map((place) => this.lineIds[place] ?? '');
			this.#ids.set(qualifying, lineIds);
		}
		this.trace[ready.at] = { offerId: ready.offer.id, lineIds, ...entry };
	}

	/**
	 * Time, place, customer, limits and minimum, in this order: nobody is told to buy more for what they cannot get any more.
	 * `anyMember`: as if the customer were some member.
	 */
	admit(candidate: Candidate, anyMember = false): Pass | { ok: false; why: Withheld } {
		const { ready, qualifying } = candidate;
		const input = anyMember ? { ...this.input, member: someMember } : this.input;
		const gate = gateOf(ready, input, this.#now);
		if (!gate.open) return { ok: false, why: gate.why };
		const allowed = allowanceOf(ready, input, this.#now, this.#readDate);
		if (!allowed.ok) return allowed;
		const reachedMinor = this.totalOf(qualifying);
		const missing = this.#missing(ready, qualifying, reachedMinor);
		const unknown = [...gate.unknown, ...allowed.unknown];
		if (missing) return { ok: false, why: stillOpen(missing, unknown) };
		const area = this.#area(this.#target(ready, qualifying));
		if (area.places.length === 0) return { ok: false, why: { code: 'nothing_to_give' } };
		return { ok: true, area, reachedMinor, allowance: allowed.allowance, unknown };
	}

	/** The local date on which the member's counters were read; few offers ask. */
	readonly #readDate = (): string => {
		const atMs = this.input.member?.countersAsOfMs ?? this.input.context.atMs;
		return (this.#countersDate ??= businessDate(atMs, this.input.context.zone));
	};

	totalOf(places: readonly number[]): number {
		let sum = 0;
		for (const place of places) sum += this.totalsMinor[place] ?? 0;
		return sum;
	}

	/** The lines' shares that are not nothing. */
	shares({ places }: Area, amountsMinor: readonly number[]): LineShare[] {
		const shares: LineShare[] = [];
		for (const [at, place] of places.entries()) {
			const amountMinor = amountsMinor[at] ?? 0;
			if (amountMinor > 0) shares.push({ lineId: this.lineIds[place] ?? '', amountMinor });
		}
		return shares;
	}

	#missing({ offer }: ReadyOffer, qualifying: readonly number[], reachedMinor: number): Withheld | null {
		const { minimumAmountMinor, minimumQuantityMilli } = offer.conditions;
		if (reachedMinor < minimumAmountMinor) {
			const moreMinor = minimumAmountMinor - reachedMinor;
			return { code: 'needs_more', next: { needs: 'amount', moreMinor, reachMinor: minimumAmountMinor } };
		}
		if (minimumQuantityMilli === 0) return null;
		const moreMilli = minimumQuantityMilli - quantityOf(this.#at(qualifying));
		if (moreMilli <= 0) return null;
		return { code: 'needs_more', next: { needs: 'quantity', moreMilli, reachMilli: minimumQuantityMilli } };
	}

	#at(places: readonly number[]): readonly BasketLine[] {
		if (places.length === this.lines.length) return this.lines;
		const lines: BasketLine[] = [];
		for (const place of places) {
			const line = this.lines[place];
			if (line) lines.push(line);
		}
		return lines;
	}

	#target({ target }: ReadyOffer, qualifying: readonly number[]): readonly number[] {
		if (target === null) return qualifying;
		return this.lines.flatMap((line, place) => (fits(target, line) ? [place] : []));
	}

	#area(places: readonly number[]): Area {
		const totalsMinor: number[] = [];
		const roomsMinor: number[] = [];
		for (const place of places) {
			const total = this.totalsMinor[place] ?? 0;
			totalsMinor.push(total);
			// A foreign till may have sold below the lowest price.
			roomsMinor.push(Math.max(0, total - (this.leastMinor[place] ?? 0)));
		}
		return { places, lines: this.#at(places), totalsMinor, roomsMinor };
	}
}

/** More in the basket may not be all that it takes. */
export function stillOpen(why: Withheld, unknown: readonly Unknown[]): Withheld {
	return why.code === 'needs_more' && unknown.length > 0 ? { ...why, unknown: [...unknown] } : why;
}

const someMember = { tier: null, segments: [], counters: {}, countersAsOfMs: 0 };
