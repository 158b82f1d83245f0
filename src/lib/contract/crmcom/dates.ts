import { instantAt, localDateTime } from '$lib/domain/receipt/business-date';

const form = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * A date of the wire as epoch milliseconds: without an offset it is the store's wall clock, a date alone is its first
 * moment, fractions of a second are dropped (specs/crmcom-api.md §2.3). Null when there is no such day or time.
 */
export function toInstant(text: string, zone: string): number | null {
	const [, day, minute = '00:00', second = ':00', , offset] = form.exec(text.trim()) ?? [];
	if (day === undefined || !isDay(day)) return null;
	const time = minute + second;
	if (offset === undefined) return instantAt(day, time, zone);
	const colon = offset.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
	const ms = Date.parse(`${day}T${time}${colon}`);
	return Number.isNaN(ms) ? null : ms;
}

/** 31 February is no day, though the language's parser counts on into March. */
function isDay(day: string): boolean {
	const ms = Date.parse(`${day}T00:00:00Z`);
	return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}

/** An instant as the store's wall clock shows it: `2026-03-14T10:42:07`. */
export function toLocalDate(atMs: number, zone: string): string {
	const { date, time } = localDateTime(atMs, zone);
	const second = Math.floor((((atMs % 60_000) + 60_000) % 60_000) / 1000);
	return `${date}T${time}:${String(second).padStart(2, '0')}`;
}
