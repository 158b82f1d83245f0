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
