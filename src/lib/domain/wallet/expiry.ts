/** How long an award lasts (specs/crmcom-api.md §5.7): always to the end of a local day, unless it is counted in hours. */
import type { LotExpiry } from '../offers/offer';
import { businessDate, instantAt } from '../receipt/business-date';

const hourMs = 3_600_000;

/** `2026-01-31` + 1 month is `2026-02-28`: a day the month does not have becomes its last. */
function addToDate(date: string, count: number, unit: 'day' | 'month'): string {
	const start = new Date(`${date}T00:00Z`);
	if (unit === 'day') return new Date(start.getTime() + count * 24 * hourMs).toISOString().slice(0, 10);
	const month = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + count + 1, 0));
	month.setUTCDate(Math.min(start.getUTCDate(), month.getUTCDate()));
	return month.toISOString().slice(0, 10);
}

/** The instant at which the local day `date` is over: the first of the next. Throws for what is no date. */
export function endOfLocalDay(date: string, zone: string): number {
	const end = instantAt(addToDate(date, 1, 'day'), '00:00', zone);
	if (end === null) throw new RangeError(`not a date: ${date}`);
	return end;
}

/** From when on an award of these terms is not spendable any more; null: never. */
export function expiresAt(expiry: LotExpiry, awardedAtMs: number, zone: string): number | null {
	if (expiry.kind === 'never') return null;
	if (expiry.kind === 'on') return endOfLocalDay(expiry.date, zone);
	const { count, unit } = expiry;
	if (unit === 'hour') return awardedAtMs + count * hourMs;
	const date = businessDate(awardedAtMs, zone);
	const last = {
		day: () => addToDate(date, count, 'day'),
		week: () => addToDate(date, count * 7, 'day'),
		month: () => addToDate(date, count, 'month'),
		year: () => addToDate(date, count * 12, 'month')
	}[unit]();
	return endOfLocalDay(last, zone);
}
