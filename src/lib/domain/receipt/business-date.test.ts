import { expect, it } from 'vitest';
import { businessDate, localDateTime } from './business-date';

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
