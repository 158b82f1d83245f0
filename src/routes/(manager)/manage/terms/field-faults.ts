/** What is wrong with what is written, field by field, as the remedy for it. */
import type { OfferFault } from '$lib/contract/sync/offer-faults';
import { remedyFor } from '$lib/i18n/offer-faults';

const isBelow = (path: string) => (one: OfferFault) => one.path === path || one.path.startsWith(`${path}.`);

export function faultAt(faults: readonly OfferFault[], path: string): string | undefined {
	const fault = faults.find((one) => one.path === path);
	return fault && remedyFor(fault);
}

export function isWrong(faults: readonly OfferFault[], path: string): boolean {
	return faults.some(isBelow(path));
}

/** Each remedy once. */
export function faultsBelow(faults: readonly OfferFault[], path: string): string[] {
	return [...new Set(faults.filter(isBelow(path)).map(remedyFor))];
}
