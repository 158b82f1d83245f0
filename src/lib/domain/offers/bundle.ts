/** Sets of pieces that cost less together. */
import { scaleMinor, sumMinor } from '../money/money';
import { apportion } from '../money/apportion';
import { countPieces, dearestFirst, runsOf, type Area, type Run } from './area';
import type { ReadyFilter } from './line-filter';
import { fits } from './line-filter';
import type { BundlePart } from './offer';
import type { Shortfall } from './trace';

export type Bundle = { parts: readonly BundlePart[]; filters: readonly ReadyFilter[]; priceMinor: number | null };

/** `off`: by place in the area, what so many sets save. */
type Saving = { sum: number; off: number[] };
type Used = { at: number; part: BundlePart; worthMinor: number };

/** The part's pieces, taken out of the runs; `null` when there are too few. */
function take(
	runs: Run[],
	wanted: number,
	isMeant: (at: number) => boolean
): { at: number; pieces: number; run: Run }[] | null {
	const taken: { at: number; pieces: number; run: Run }[] = [];
	let left = wanted;
	for (const run of runs) {
		if (left === 0) break;
		if (run.pieces === 0 || !isMeant(run.at)) continue;
		const pieces = Math.min(left, run.pieces);
		taken.push({ at: run.at, pieces, run });
		run.pieces -= pieces;
		left -= pieces;
	}
	return left === 0 ? taken : null;
}

class Sets {
	readonly #runs: Run[];

	constructor(
		private readonly bundle: Bundle,
		private readonly area: Area
	) {
		this.#runs = dearestFirst(runsOf(area));
	}

	#isMeant(part: number, at: number): boolean {
		const [filter, line] = [this.bundle.filters[part], this.area.lines[at]];
		return filter !== undefined && line !== undefined && fits(filter, line);
	}

	/** How many sets there could be if no piece stood in two parts. */
	most(): number {
		const counts = this.bundle.parts.map(({ pieces }, part) =>
			Math.floor(countPieces(this.#runs.filter((run) => this.#isMeant(part, run.at))) / pieces)
		);
		return Math.min(...counts);
	}

	/** The pieces of so many sets and what they cost now; `null` when they cannot be filled. */
	#used(sets: number): Used[] | null {
		const runs = this.#runs.map((run) => ({ ...run }));
		const used: Used[] = [];
		for (const [at, part] of this.bundle.parts.entries()) {
			const taken = take(runs, part.pieces * sets, (place) => this.#isMeant(at, place));
			if (!taken) return null;
			for (const one of taken) {
				const worthMinor = scaleMinor(one.run.totalMinor, one.pieces, one.run.whole);
				used.push({ at: one.at, part, worthMinor });
			}
		}
		return used;
	}

	/** What so many sets save; `null` when there are not so many. */
	saving(sets: number): Saving | null {
		const used = this.#used(sets);
		if (!used) return null;
		const { priceMinor } = this.bundle;
		const off = this.area.lines.map(() => 0);
		const worth = sumMinor(used.map(({ worthMinor }) => worthMinor));
		const saved = priceMinor === null ? 0 : Math.max(0, worth - priceMinor * sets);
		const shares =
			saved === 0
				? []
				: apportion(
						saved,
						used.map(({ worthMinor }) => worthMinor)
					);
		for (const [index, { at, part, worthMinor }] of used.entries()) {
			const share = priceMinor === null ? scaleMinor(worthMinor, part.percentBp, 10_000) : (shares[index] ?? 0);
			off[at] = (off[at] ?? 0) + share;
		}
		return { sum: sumMinor(off), off };
	}

	/**
	 * The first part that lacks pieces for so many sets, counted as if the parts before it were full. `isNear`: some other
	 * part has all its pieces.
	 */
	lacking(sets: number): { next: Shortfall | null; isNear: boolean } {
		const runs = this.#runs.map((run) => ({ ...run }));
		let next: Shortfall | null = null;
		let isNear = false;
		for (const [at, part] of this.bundle.parts.entries()) {
			const wanted = part.pieces * sets;
			const there = countPieces(runs.filter((run) => this.#isMeant(at, run.at)));
			if (there >= wanted) {
				take(runs, wanted, (place) => this.#isMeant(at, place));
				isNear = true;
			} else next ??= { needs: 'part', part: at, name: part.name, morePieces: wanted - there };
		}
		return { next, isNear };
	}
}

/** The most sets that can be filled. */
function fillable(sets: Sets, most: number): number {
	let [can, cannot] = [0, most + 1];
	while (cannot - can > 1) {
		const half = Math.floor((can + cannot) / 2);
		if (sets.saving(half)) can = half;
		else cannot = half;
	}
	return can;
}

/** The number of sets after which one more saves nothing: the dearest pieces come first, so each saves less than the one before. */
function worthwhile(sets: Sets, most: number): number {
	let [good, bad] = [0, most + 1];
	while (bad - good > 1) {
		const half = Math.floor((good + bad) / 2);
		const gain = (sets.saving(half)?.sum ?? 0) - (sets.saving(half - 1)?.sum ?? 0);
		if (gain > 0) good = half;
		else bad = half;
	}
	return good;
}

/** `times` 0: no set, or none that saves anything; then `next` says which part is missing, if one is. */
export function bundleOff(
	bundle: Bundle,
	area: Area,
	timesAtMost: number
): { off: number[]; times: number; next: Shortfall | null } {
	const sets = new Sets(bundle, area);
	const filled = fillable(sets, Math.min(sets.most(), timesAtMost));
	const times = worthwhile(sets, filled);
	const off = sets.saving(times)?.off ?? area.lines.map(() => 0);
	const { next, isNear } = sets.lacking(times + 1);
	// After a whole set only one that is begun is worth a word.
	const isWorthAWord = times === filled && times < timesAtMost && (times === 0 || isNear);
	return { off, times, next: isWorthAWord ? next : null };
}
