/** What a lot may be spent on, where and when: the terms its offer set (specs/crmcom-api.md §5.4). */
import type { LineFilter, LineTerms, LotTerms, ProductTraits, WeeklyHours } from '../offers/offer';
import { localDateTime } from '../receipt/business-date';

export type LotConditions = Pick<LotTerms, 'lines' | 'storeIds' | 'hours'>;

/** Where and when value is spent. */
export type SpendPlace = { storeId: string; zone: string; atMs: number };

/** What conditions ask of a line. */
export type LineFacts = ProductTraits & { productId: string | null; groupId?: string | null | undefined };

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

/** Monday 1 to Sunday 7. */
function weekday(date: string): number {
	return new Date(`${date}T00:00Z`).getUTCDay() || 7;
}

/** Hours that pass midnight belong to the day they begin on. */
function isWithin({ days, from, to }: WeeklyHours, day: number, time: string): boolean {
	const before = day === 1 ? 7 : day - 1;
	if (from < to) return days.includes(day) && from <= time && time < to;
	return (days.includes(day) && from <= time) || (days.includes(before) && time < to);
}

/** Whether the conditions allow this place and time at all, whatever is bought. */
export function allowPlace(conditions: LotConditions | null, { storeId, zone, atMs }: SpendPlace): boolean {
	if (!conditions) return true;
	if (conditions.storeIds.length > 0 && !conditions.storeIds.includes(storeId)) return false;
	if (conditions.hours.length === 0) return true;
	const { date, time } = localDateTime(atMs, zone);
	return conditions.hours.some((hours) => isWithin(hours, weekday(date), time));
}

function names(list: readonly string[], value: string | null | undefined): boolean {
	return list.length === 0 || (value !== null && value !== undefined && list.includes(value));
}

function fitsTerms(terms: LineTerms, line: LineFacts): boolean {
	return (
		names(terms.productIds, line.productId) &&
		names(terms.groupIds, line.groupId) &&
		names(terms.brands, line.brand) &&
		names(terms.families, line.family) &&
		(terms.categories.length === 0 || terms.categories.some((one) => line.categories?.includes(one)))
	);
}

/** Whether the conditions allow to pay for this line. */
export function allowLine(conditions: LotConditions | null, line: LineFacts): boolean {
	if (!conditions) return true;
	const { include, exclude, promotions } = conditions.lines;
	if (promotions !== 'any' && (line.inPromotions ?? true) !== (promotions === 'taking_part')) return false;
	if (exclude.some((terms) => fitsTerms(terms, line))) return false;
	return include.length === 0 || include.some((terms) => fitsTerms(terms, line));
}
