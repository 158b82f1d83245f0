/** What the calendar and the clock on the store's wall show at an instant. */

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(zone: string): Intl.DateTimeFormat {
	const known = formatters.get(zone);
	if (known) return known;
	const made = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
		timeZone: zone,
		hourCycle: 'h23',
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit'
	});
	formatters.set(zone, made);
	return made;
}

/** Date `2026-11-20` and time `14:35` in an IANA zone. Throws a RangeError for a zone or an instant that does not exist. */
export function localDateTime(atMs: number, zone: string): { date: string; time: string } {
	const parts = new Map(
		formatterFor(zone)
			.formatToParts(atMs)
			.map(({ type, value }) => [type, value])
	);
	const year = (parts.get('year') ?? '').padStart(4, '0');
	return {
		date: `${year}-${parts.get('month') ?? ''}-${parts.get('day') ?? ''}`,
		time: `${parts.get('hour') ?? ''}:${parts.get('minute') ?? ''}`
	};
}

/** The local date of an instant in the store's zone: the day a sale is booked on. */
export function businessDate(atMs: number, zone: string): string {
	return localDateTime(atMs, zone).date;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Epoch milliseconds of a date `2026-11-20` and time `14:35` or `14:35:10` on the store's wall. A time that the change to
 * summer time leaves out counts on from the hour before it; one that comes twice is the first. Null when it is no date.
 */
export function instantAt(date: string, time: string, zone: string): number | null {
	const wallMs = Date.parse(`${date}T${time}Z`);
	if (Number.isNaN(wallMs)) return null;
	const [before = 0, after = 0] = [wallMs - dayMs, wallMs + dayMs].map((nearMs) => wallClockMs(nearMs, zone) - nearMs);
	const [early, late] = [wallMs - Math.max(before, after), wallMs - Math.min(before, after)];
	return [early, late].find((ms) => wallClockMs(ms, zone) === wallMs) ?? wallMs - before;
}

function wallClockMs(atMs: number, zone: string): number {
	const { date, time } = localDateTime(atMs, zone);
	return Date.parse(`${date}T${time}Z`) + (atMs % 60_000);
}
