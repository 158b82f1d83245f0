/** What offers take off the basket: each in its turn, on what those before it left. */
import { apportionWithin } from '../money/apportion';
import { sumMinor } from '../money/money';
import type { OfferDiscount, OfferTimes } from '../basket/price';
import type { Area } from './area';
import type { Candidate } from './candidates';
import { decide, type Tried } from './contest';
import { wishOf, type Wish } from './discount-forms';
import { within } from './gate';
import type { Pass, Scene } from './scene';
import type { CutBy, Shortfall, Withheld } from './trace';

/** A line of a sale carries 20 discounts at most on the wire; two of them are left to the cashier. */
export const offersPerLineAtMost = 18;

type Off = { places: readonly number[]; off: number[]; times: number; cutBy: CutBy | null; next: Shortfall | null };

/** Why nothing came of it. */
function whyNothing({ wantedMinor, next }: Wish, { totalsMinor }: Area): Withheld {
	if (wantedMinor > 0 && sumMinor(totalsMinor) > 0) return { code: 'at_lowest_price' };
	return next && wantedMinor === 0 ? { code: 'needs_more', next } : { code: 'nothing_to_give' };
}

function takeOff(candidate: Candidate, pass: Pass): Off | Withheld {
	const { offer, parts } = candidate.ready;
	const { area, reachedMinor, allowance } = pass;
	if (offer.effect.kind !== 'discount') throw new TypeError(`offer ${offer.id} is no discount`);
	const wish = wishOf(offer.effect, { area, reachedMinor, timesAtMost: allowance.times, parts });
	const given = wish.off.map((off, at) => Math.min(off, area.roomsMinor[at] ?? 0));
	const possible = sumMinor(given);
	if (possible === 0) return whyNothing(wish, area);
	const { amountMinor, cutBy } = within(possible, allowance);
	const off = amountMinor === possible ? given : apportionWithin(amountMinor, given, given);
	return {
		places: area.places,
		off,
		times: wish.times,
		cutBy: cutBy ?? (possible < wish.wantedMinor ? 'lowest_price' : null),
		// More in the basket brings nothing once a limit cuts it.
		next: cutBy ? null : wish.next
	};
}

export class Discounts {
	readonly given: OfferDiscount[] = [];
	readonly times: OfferTimes[] = [];
	readonly #count: number[];

	constructor(private readonly scene: Scene) {
		// A line the cashier took discounts off is as good as full.
		this.#count = scene.lines.map(({ withoutOffers }) => (withoutOffers ? offersPerLineAtMost : 0));
	}

	#attempt(candidate: Candidate): Tried<Off> {
		const admitted = this.scene.admit(candidate);
		if (!admitted.ok) return admitted;
		if (admitted.unknown.length > 0) {
			return { ok: false, why: { code: 'needs_connection', unknown: admitted.unknown, would: null } };
		}
		const roomsMinor = admitted.area.roomsMinor.map((room, at) =>
			(this.#count[admitted.area.places[at] ?? 0] ?? 0) < offersPerLineAtMost ? room : 0
		);
		const area = { ...admitted.area, roomsMinor };
		const result = takeOff(candidate, { ...admitted, area });
		if ('code' in result) return { ok: false, why: this.#isByHand(admitted, result) ? { code: 'taken_off' } : result };
		const lines = this.scene.shares(area, result.off);
		return { ok: true, worthMinor: sumMinor(result.off), currency: this.scene.input.terms.currency, lines, result };
	}

	/** Whether there was room, had the cashier not said no. */
	#isByHand({ area }: Pass, { code }: Withheld): boolean {
		const isClosed = (place: number, at: number) =>
			this.scene.lines[place]?.withoutOffers === true && (area.roomsMinor[at] ?? 0) > 0;
		return code === 'at_lowest_price' && area.places.some(isClosed);
	}

	#accept(candidate: Candidate, { places, off, times, cutBy, next }: Off): void {
		const { id: offerId, title: label } = candidate.ready.offer;
		for (const [at, place] of places.entries()) {
			const amountMinor = off[at] ?? 0;
			if (amountMinor === 0) continue;
			this.given.push({ lineId: this.scene.lineIds[place] ?? '', offerId, label, amountMinor });
			this.scene.totalsMinor[place] = (this.scene.totalsMinor[place] ?? 0) - amountMinor;
			this.#count[place] = (this.#count[place] ?? 0) + 1;
		}
		this.times.push({ offerId, times });
		this.scene.note(candidate, { code: 'gave_discount', amountMinor: sumMinor(off), times, cutBy, next });
	}

	run(): void {
		decide<Off>(this.scene.candidates('discount'), {
			attempt: (candidate) => this.#attempt(candidate),
			accept: (candidate, { result }) => this.#accept(candidate, result),
			refuse: (candidate, why) => this.scene.note(candidate, why)
		});
	}
}
