/** Days, hours and periods on the store's wall. */
import { localDateTime } from '../receipt/business-date';
import type { Period, WeeklyHours } from './offer';

const dayMinutes = 24 * 60;
const weekMinutes = 7 * dayMinutes;
const dayMs = 86_400_000;

/** `minute`: of the week, from Monday 00:00. */
export type WallTime = { date: string; minute: number };

/** Monday 0 … Sunday 6. */
function weekday(date: string): number {
	return (new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7;
}

function minuteOf(time: string): number {
	return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

export function wallTime(atMs: number, zone: string): WallTime {
	const { date, time } = localDateTime(atMs, zone);
	return { date, minute: weekday(date) * dayMinutes + minuteOf(time) };
}

/** Ranges of minutes of the week; the end is not included. */
export type WeekRanges = readonly { from: number; to: number }[];

/** `null`: always open. */
export function toWeekRanges(hours: readonly WeeklyHours[]): WeekRanges | null {
	if (hours.length === 0) return null;
	return hours.flatMap(({ days, from, to }) => {
		const [start, end] = [minuteOf(from), minuteOf(to)];
		const length = end > start ? end - start : end + dayMinutes - start;
		return days.flatMap((day) => {
			const first = (day - 1) * dayMinutes + start;
			const last = first + length;
			if (last <= weekMinutes) return [{ from: first, to: last }];
			return [
				{ from: first, to: weekMinutes },
				{ from: 0, to: last - weekMinutes }
			];
		});
	});
}

export function isOpen(ranges: WeekRanges | null, minute: number): boolean {
	return ranges === null || ranges.some(({ from, to }) => minute >= from && minute < to);
}

/** The Monday of the date's week. */
function mondayOf(date: string): string {
	const atMs = Date.parse(`${date}T00:00Z`) - weekday(date) * dayMs;
	return new Date(atMs).toISOString().slice(0, 10);
}

/** Names the period a local date lies in; two dates of one period have the same name. */
export function periodKey(period: Period, date: string): string {
	switch (period) {
		case 'day':
			return date;
		case 'week':
			return mondayOf(date);
		case 'month':
			return date.slice(0, 7);
		case 'year':
			return date.slice(0, 4);
		case 'ever':
			return '';
	}
}

/** The first local date of the period a date lies in. */
export function periodStart(period: Period, date: string): string {
	switch (period) {
		case 'day':
			return date;
		case 'week':
			return mondayOf(date);
		case 'month':
			return `${date.slice(0, 7)}-01`;
		case 'year':
			return `${date.slice(0, 4)}-01-01`;
		case 'ever':
			return '0001-01-01';
	}
}
