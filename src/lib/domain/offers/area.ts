/** The lines an effect is for, with what they cost now. */
import type { BasketLine } from '../basket/basket';
import { pieceUnit } from '../basket/limits';
import { oneMilli } from '../money/quantity';

/** Parallel lists. `places`: in the basket; `roomsMinor`: what may still be taken off each. */
export type Area = {
	places: readonly number[];
	lines: readonly BasketLine[];
	totalsMinor: readonly number[];
	roomsMinor: readonly number[];
};

/** Pieces of one line: `at` is its place in the area, `totalMinor` what all its `whole` pieces cost now. */
export type Run = { at: number; pieces: number; whole: number; totalMinor: number };

/** Only what is sold by the piece can be counted out. */
export function runsOf({ lines, totalsMinor }: Pick<Area, 'lines' | 'totalsMinor'>): Run[] {
	return lines.flatMap(({ unit, quantityMilli }, at) => {
		if (unit !== pieceUnit || quantityMilli < oneMilli || quantityMilli % oneMilli !== 0) return [];
		const pieces = quantityMilli / oneMilli;
		return [{ at, pieces, whole: pieces, totalMinor: totalsMinor[at] ?? 0 }];
	});
}

/** By what one piece costs now, without dividing; equal ones in the order of the basket. */
export function dearestFirst(runs: readonly Run[]): Run[] {
	return [...runs].sort((a, b) => b.totalMinor * a.whole - a.totalMinor * b.whole || a.at - b.at);
}

export function countPieces(runs: readonly Run[]): number {
	return runs.reduce((sum, run) => sum + run.pieces, 0);
}

/** Pieces in thousandths; measured goods in their own measure. */
export function quantityOf(lines: readonly BasketLine[]): number {
	return lines.reduce((sum, line) => sum + line.quantityMilli, 0);
}
