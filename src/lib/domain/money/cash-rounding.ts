import { assertMinor, roundHalfAwayFromZero } from './money';

/**
 * What is due in cash where the smallest coin is `stepMinor`: the nearest multiple, half away from zero, the same for
 * refunds. Applied to the part paid in cash only, never to a line, and never to tax (domain-flows §2.7).
 */
export function roundToCash(amountMinor: number, stepMinor: number): number {
	assertMinor(stepMinor, 'cash step');
	if (stepMinor < 1) throw new RangeError('the cash step is at least one minor unit');
	return roundHalfAwayFromZero(amountMinor, stepMinor) * stepMinor;
}
