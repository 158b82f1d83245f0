import { expect, it } from 'vitest';
import { businessDate, instantAt, localDateTime } from './business-date';

it('is the date on the store wall, not in UTC', () => {
	const late = Date.parse('2026-11-20T23:30:00.000Z');
	expect(businessDate(late, 'Europe/Berlin')).toBe('2026-11-21');
	expect(businessDate(late, 'America/New_York')).toBe('2026-11-20');
	expect(businessDate(late, 'Pacific/Kiritimati')).toBe('2026-11-21');
});

it('follows summer time and writes midnight as 00:00', () => {
	expect(localDateTime(Date.parse('2026-07-01T22:00:00.000Z'), 'Europe/Berlin')).toEqual({
		date: '2026-07-02',
		time: '00:00'
	});
	expect(localDateTime(Date.parse('2026-03-29T01:00:00.000Z'), 'Europe/Berlin').time).toBe('03:00');
});

it('throws for a zone that does not exist', () => {
	expect(() => businessDate(0, 'Mars/Olympus')).toThrow(RangeError);
});

it('finds the instant of a time on the wall, also where the clocks change', () => {
	const utc = (date: string, time: string) => {
		const ms = instantAt(date, time, 'Europe/Berlin');
		return ms === null ? null : new Date(ms).toISOString();
	};
	expect(utc('2026-11-20', '08:26:10')).toBe('2026-11-20T07:26:10.000Z');
	expect(utc('2026-07-01', '00:00')).toBe('2026-06-30T22:00:00.000Z');
	expect(utc('2026-03-29', '02:30')).toBe('2026-03-29T01:30:00.000Z');
	expect(utc('2026-10-25', '02:30')).toBe('2026-10-25T00:30:00.000Z');
	expect(utc('2026-10-25', '03:30')).toBe('2026-10-25T02:30:00.000Z');
	expect(utc('yesterday', 'noon')).toBeNull();
});
