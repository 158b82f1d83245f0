/** What each form of discount wants to take off the lines it is for. Limits, lowest prices and rivals come afterwards. */
import { apportion, apportionWithin } from '../money/apportion';
import { scaleMinor, sumMinor } from '../money/money';
import { oneMilli, priceTimesQuantity } from '../money/quantity';
import { countPieces, dearestFirst, runsOf, type Area } from './area';
import { bundleOff } from './bundle';
import type { ReadyFilter } from './line-filter';
import type { DiscountForm, ThresholdStep } from './offer';
import type { Shortfall } from './trace';

/** `off`: by place in the area. `wantedMinor`: what it would take if nothing stood in its way. `next`: what would make it more. */
export type Wish = { off: number[]; wantedMinor: number; times: number; next: Shortfall | null };

export type FormInput = {
	area: Area;
	/** What the qualifying lines cost, for thresholds. */
	reachedMinor: number;
	/** How often it may repeat. */
	timesAtMost: number;
	/** Of a bundle's parts. */
	parts: readonly ReadyFilter[];
};

function once(off: number[], wantedMinor = sumMinor(off), next: Shortfall | null = null): Wish {
	return { off, wantedMinor, times: 1, next };
}

function repeated(off: number[], times: number, next: Shortfall | null): Wish {
	return { off, wantedMinor: sumMinor(off), times, next };
}

function nothing({ area }: FormInput, next: Shortfall | null): Wish {
	return repeated(
		area.lines.map(() => 0),
		0,
		next
	);
}

/** Rounded once for all lines; what one cannot take does not burden the others. */
function percentOff({ totalsMinor }: Area, percentBp: number): number[] {
	const wanted = scaleMinor(sumMinor(totalsMinor), percentBp, 10_000);
	return wanted === 0 ? totalsMinor.map(() => 0) : apportion(wanted, totalsMinor);
}

function amountOff({ totalsMinor, roomsMinor }: Area, amountMinor: number): number[] {
	return apportionWithin(amountMinor, totalsMinor, roomsMinor);
}

/** How many of the first `count` pieces, in sets of `buy`, are free. */
function freeAmong(count: number, buy: number, pay: number): number {
	return Math.floor(count / buy) * (buy - pay) + Math.max(0, (count % buy) - pay);
}

function moreToNext(pieces: number, set: number, timesLeft: boolean): Shortfall | null {
	const more = set - (pieces % set);
	return timesLeft ? { needs: 'quantity', moreMilli: more * oneMilli, reachMilli: (pieces + more) * oneMilli } : null;
}

function nForM({ buy, pay }: { buy: number; pay: number }, input: FormInput): Wish {
	const runs = dearestFirst(runsOf(input.area));
	const pieces = countPieces(runs);
	const sets = Math.min(Math.floor(pieces / buy), input.timesAtMost);
	// A hint only where what is missing would be free: somebody who would have to pay for it has not nearly got it.
	const isNear = sets < input.timesAtMost && pieces % buy >= pay && pieces % buy > 0;
	const next = moreToNext(pieces, buy, isNear || sets === 0);
	if (sets === 0) return nothing(input, next);
	const off = input.area.lines.map(() => 0);
	let passed = 0;
	for (const { at, pieces: count, whole, totalMinor } of runs) {
		const [from, to] = [Math.min(passed, sets * buy), Math.min(passed + count, sets * buy)];
		off[at] = scaleMinor(totalMinor, freeAmong(to, buy, pay) - freeAmong(from, buy, pay), whole);
		passed += count;
	}
	return repeated(off, sets, next);
}

function cheapest({ every, percentBp }: { every: number; percentBp: number }, input: FormInput): Wish {
	const runs = dearestFirst(runsOf(input.area)).reverse();
	const pieces = countPieces(runs);
	const times = Math.min(Math.floor(pieces / every), input.timesAtMost);
	const next = moreToNext(pieces, every, times === 0 || (times < input.timesAtMost && pieces % every === every - 1));
	if (times === 0) return nothing(input, next);
	const off = input.area.lines.map(() => 0);
	let left = times;
	for (const { at, pieces: count, whole, totalMinor } of runs) {
		const reduced = Math.min(left, count);
		off[at] = scaleMinor(totalMinor * reduced, percentBp, 10_000 * whole);
		left -= reduced;
	}
	return repeated(off, times, next);
}

function threshold(steps: readonly ThresholdStep[], input: FormInput): Wish {
	const sorted = [...steps].sort((a, b) => a.fromMinor - b.fromMinor);
	const step = sorted.findLast(({ fromMinor }) => fromMinor <= input.reachedMinor);
	const above = sorted.find(({ fromMinor }) => fromMinor > input.reachedMinor);
	const next: Shortfall | null = above
		? { needs: 'amount', moreMinor: above.fromMinor - input.reachedMinor, reachMinor: above.fromMinor }
		: null;
	if (!step) return nothing(input, next);
	const { off } = step;
	if ('amountMinor' in off) return once(amountOff(input.area, off.amountMinor), off.amountMinor, next);
	const shares = percentOff(input.area, off.percentBp);
	return once(shares, sumMinor(shares), next);
}

function bundle({ parts, priceMinor }: Extract<DiscountForm, { form: 'bundle' }>, input: FormInput): Wish {
	const { off, times, next } = bundleOff({ parts, filters: input.parts, priceMinor }, input.area, input.timesAtMost);
	return repeated(off, times, next);
}

/** What the form takes off, before lowest prices and limits. */
export function wishOf(form: DiscountForm, input: FormInput): Wish {
	const { lines, totalsMinor } = input.area;
	switch (form.form) {
		case 'percent':
			return once(percentOff(input.area, form.percentBp));
		case 'amount':
			if (form.per === 'sale') return once(amountOff(input.area, form.amountMinor), form.amountMinor);
			return once(lines.map((line) => priceTimesQuantity(form.amountMinor, line.quantityMilli)));
		case 'fixed_price':
			return once(
				lines.map(({ quantityMilli }, at) =>
					Math.max(0, (totalsMinor[at] ?? 0) - priceTimesQuantity(form.priceMinor, quantityMilli))
				)
			);
		case 'n_for_m':
			return nForM(form, input);
		case 'cheapest':
			return cheapest(form, input);
		case 'bundle':
			return bundle(form, input);
		case 'threshold':
			return threshold(form.steps, input);
	}
}
