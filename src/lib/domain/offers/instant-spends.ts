/** Awards that pay for the purchase that earns them (specs/crmcom-api.md §5.2): in effect a discount, so the lowest price holds. */
import { apportionWithin } from '../money/apportion';
import { sumMinor } from '../money/money';
import { whyNoWorth, worthOf } from './award-forms';
import type { Candidate } from './candidates';
import { decide, type Tried } from './contest';
import { within } from './gate';
import type { InstantSpend } from './quote-types';
import type { Pass, Scene } from './scene';
import type { CutBy, LineShare } from './trace';

type Spend = { amountMinor: number; cutBy: CutBy | null };

/** The base stays what the lines cost; what earlier ones paid only takes room. */
export class InstantSpends {
	readonly given: InstantSpend[] = [];
	readonly #paidMinor: number[];

	constructor(private readonly scene: Scene) {
		this.#paidMinor = scene.lines.map(() => 0);
	}

	run(): void {
		decide<Spend>(this.scene.candidates('instant_spend'), {
			attempt: (candidate) => this.#attempt(candidate),
			accept: (candidate, { result, lines }) => this.#accept(candidate, result, lines),
			refuse: (candidate, why) => this.scene.note(candidate, why)
		});
	}

	#attempt(candidate: Candidate): Tried<Spend> {
		const admitted = this.scene.admit(candidate);
		if (!admitted.ok) return admitted;
		if (admitted.unknown.length > 0) {
			return { ok: false, why: { code: 'needs_connection', unknown: admitted.unknown, would: null } };
		}
		return this.#pay(candidate, admitted);
	}

	#pay({ ready }: Candidate, { area, allowance }: Pass): Tried<Spend> {
		const { effect } = ready.offer;
		if (effect.kind !== 'instant_spend') throw new TypeError(`offer ${ready.offer.id} spends nothing`);
		const { currency } = this.scene.input.terms;
		const wanted = worthOf(effect.give, area, currency, currency);
		if (wanted === 0) return { ok: false, why: whyNoWorth(effect.give, area) };
		const limited = within(wanted, allowance);
		const roomsMinor = area.roomsMinor.map((room, at) => room - (this.#paidMinor[area.places[at] ?? 0] ?? 0));
		const shares = apportionWithin(limited.amountMinor, area.totalsMinor, roomsMinor);
		const amountMinor = sumMinor(shares);
		if (amountMinor === 0) return { ok: false, why: { code: 'at_lowest_price' } };
		const cutBy = amountMinor < limited.amountMinor ? 'amount_due' : limited.cutBy;
		return {
			ok: true,
			worthMinor: amountMinor,
			currency,
			lines: this.scene.shares(area, shares),
			result: { amountMinor, cutBy }
		};
	}

	#accept(candidate: Candidate, { amountMinor, cutBy }: Spend, lines: LineShare[]): void {
		const { id: offerId, title } = candidate.ready.offer;
		this.given.push({ offerId, title, amountMinor, lines });
		for (const { lineId, amountMinor: paid } of lines) {
			const place = this.scene.lineIds.indexOf(lineId);
			this.#paidMinor[place] = (this.#paidMinor[place] ?? 0) + paid;
		}
		this.scene.note(candidate, { code: 'gave_instant_spend', amountMinor, cutBy });
	}
}
