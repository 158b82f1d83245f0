/** What a lot may be spent on, in a manager's words: "Home, only in Kiel". */
import type { LotConditions } from '$lib/domain/wallet/conditions';
import { linesText, type OfferNames } from './offer-sentence';

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** One short text for each limit; none: it pays for everything. */
export function lotLimits(conditions: LotConditions | null, names: OfferNames): string[] {
	if (!conditions) return [];
	const { lines, storeIds, hours } = conditions;
	const limits: string[] = [];
	if (lines.include.length + lines.exclude.length > 0) limits.push(`Only ${linesText(lines, names)}`);
	if (lines.promotions === 'taking_part') limits.push('Not what is kept from promotions');
	if (lines.promotions === 'not_taking_part') limits.push('Only what is kept from promotions');
	if (storeIds.length > 0) limits.push(`In ${storeIds.map(names.name).join(' or ')}`);
	for (const { days: on, from, to } of hours) {
		limits.push(`${on.map((day) => days[day - 1]).join(' ')} ${from}–${to}`);
	}
	return limits;
}
