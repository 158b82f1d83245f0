/** Quantities by line number, as they are ticked. Every change is a new map. */
import type { Quantities } from '$lib/domain/receipt/return-sale';

export const noTicks: Quantities = new Map();

export function onlyLine(lineNo: number, quantityMilli: number): Quantities {
	return new Map([[lineNo, quantityMilli]]);
}

/** With nothing the line is unticked. */
export function withLine(ticks: Quantities, lineNo: number, quantityMilli: number): Quantities {
	const others = [...ticks].filter(([other]) => other !== lineNo);
	return new Map(quantityMilli === 0 ? others : [...others, [lineNo, quantityMilli] as const]);
}
