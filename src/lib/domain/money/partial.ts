import { scaleMinor } from './money';

/** `whole` parts carry `totalMinor`; `reached` of them are given back after this step, `alreadyMinor` went back before it. */
export type PartialReturn = { totalMinor: number; whole: number; reached: number; alreadyMinor: number };

/**
 * What goes back now by running allocation: round(total × reached ÷ whole) − already. The steps of any partition add up to
 * the total exactly (domain-flows §2.7). Money, tax and points use the same rule.
 */
export function partialMinor({ totalMinor, whole, reached, alreadyMinor }: PartialReturn): number {
	if (reached < 0 || reached > whole) throw new RangeError('more goes back than there was');
	if (whole === 0) return 0;
	return scaleMinor(totalMinor, reached, whole) - alreadyMinor;
}
