/** What a lot may be spent on, in a manager's words: "Only Home", "In Kiel". */
import type { LotConditions } from '$lib/domain/wallet/conditions';
import { hoursText, linesText, listOf, type OfferNames } from './offer-sentence';

/** One short text for each limit; none: it pays for everything. */
export function lotLimits(conditions: LotConditions | null, names: OfferNames): string[] {
	if (!conditions) return [];
	const { lines, storeIds, hours } = conditions;
	const limits: string[] = [];
	const isTold = lines.include.length + lines.exclude.length > 0 || lines.promotions === 'not_taking_part';
	if (isTold) limits.push(`Only ${linesText(lines, names)}`);
	else if (lines.promotions === 'taking_part') limits.push('Not what is kept from promotions');
	if (storeIds.length > 0) limits.push(`In ${listOf(storeIds.map(names.name))}`);
	return [...limits, ...hours.map(hoursText)];
}
