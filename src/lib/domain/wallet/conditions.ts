/** What a lot may be spent on, where and when: the terms its offer set (specs/crmcom-api.md §5.4). */
import { isOpen, toWeekRanges, wallTime } from '../offers/hours';
import { fits, toReadyFilter, type LineFacts } from '../offers/line-filter';
import type { LineFilter, LotTerms } from '../offers/offer';

export type LotConditions = Pick<LotTerms, 'lines' | 'storeIds' | 'hours'>;

/** Where and when value is spent. */
export type SpendPlace = { storeId: string; zone: string; atMs: number };

function isFree({ include, exclude, promotions }: LineFilter): boolean {
	return include.length === 0 && exclude.length === 0 && promotions === 'any';
}

/** The conditions an offer's terms put on a lot; null when it may be spent on anything, anywhere, at any time. */
export function toConditions({ lines, storeIds, hours }: LotConditions): LotConditions | null {
	return isFree(lines) && storeIds.length === 0 && hours.length === 0 ? null : { lines, storeIds, hours };
}

/** How many of products, places and times are limited: 0 is unconditional, more is narrower. */
export function narrowness(conditions: LotConditions | null): number {
	if (!conditions) return 0;
	const { lines, storeIds, hours } = conditions;
	return Number(!isFree(lines)) + Number(storeIds.length > 0) + Number(hours.length > 0);
}

/** Whether the conditions allow this place and time at all, whatever is bought. */
export function allowPlace(conditions: LotConditions | null, { storeId, zone, atMs }: SpendPlace): boolean {
	if (!conditions) return true;
	if (conditions.storeIds.length > 0 && !conditions.storeIds.includes(storeId)) return false;
	return conditions.hours.length === 0 || isOpen(toWeekRanges(conditions.hours), wallTime(atMs, zone).minute);
}

/** Whether the conditions allow to pay for this line; made ready for many lines. */
export function lineRule(conditions: LotConditions | null): (line: LineFacts) => boolean {
	if (!conditions) return () => true;
	const ready = toReadyFilter(conditions.lines);
	return (line) => fits(ready, line);
}
