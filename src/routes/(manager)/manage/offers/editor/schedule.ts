/** Days and times on the store's wall, as fields show them, and the instants of the offer. */
import { instantAt, localDateTime } from '$lib/domain/receipt/business-date';

export type Wall = { date: string; time: string };

const dayMs = 86_400_000;

/** The day after, by the calendar. */
function nextDay(date: string): string {
	return new Date(Date.parse(`${date}T00:00Z`) + dayMs).toISOString().slice(0, 10);
}

function toInstant(date: string, time: string, zone: string): string | null {
	const atMs = date === '' ? null : instantAt(date, time, zone);
	return atMs === null ? null : new Date(atMs).toISOString();
}

export function startOf({ date, time }: Wall, zone: string): string | null {
	return toInstant(date, time === '' ? '00:00' : time, zone);
}

/** Without a time: the end of the day, which is not included. */
export function endOf({ date, time }: Wall, zone: string): string | null {
	if (date === '') return null;
	return time === '' ? toInstant(nextDay(date), '00:00', zone) : toInstant(date, time, zone);
}

export function wallOfStart(at: string | null, zone: string): Wall {
	if (at === null) return { date: '', time: '' };
	const wall = localDateTime(Date.parse(at), zone);
	return wall.time === '00:00' ? { ...wall, time: '' } : wall;
}

export function wallOfEnd(at: string | null, zone: string): Wall {
	if (at === null) return { date: '', time: '' };
	const wall = localDateTime(Date.parse(at), zone);
	if (wall.time !== '00:00') return wall;
	return { date: localDateTime(Date.parse(at) - 1, zone).date, time: '' };
}
