/** The date in a zone, `2026-11-20`. */
export function localDate(nowMs: number, zone: string): string {
	return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
		nowMs
	);
}

/** The hour in a zone, 0 … 23. */
export function localHour(nowMs: number, zone: string): number {
	return Number(new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(nowMs));
}

/** Change against a former figure in basis points; null when there is nothing to compare with. */
export function changeBp(now: number, before: number): number | null {
	return before > 0 ? Math.round(((now - before) / before) * 10_000) : null;
}
