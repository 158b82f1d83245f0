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

export const limitKinds = ['goods', 'stores', 'hours'] as const;
export type LimitKind = (typeof limitKinds)[number];

/** What of products, places and times is limited; nothing: unconditional. */
export function limitedKinds(conditions: LotConditions | null): LimitKind[] {
	if (!conditions) return [];
	const kinds: LimitKind[] = [];
	if (!isFree(conditions.lines)) kinds.push('goods');
	if (conditions.storeIds.length > 0) kinds.push('stores');
	if (conditions.hours.length > 0) kinds.push('hours');
	return kinds;
}

/** How many of products, places and times are limited: more is narrower. */
export function narrowness(conditions: LotConditions | null): number {
	return limitedKinds(conditions).length;
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
