import { describe, expect, it } from 'vitest';
import { isOpen, periodKey, toWeekRanges, wallTime } from './hours';

const berlin = 'Europe/Berlin';

describe('hours on the wall', () => {
	it('counts the minutes of the week from Monday in the zone of the store', () => {
		expect(wallTime(Date.UTC(2026, 10, 16, 0, 0), berlin)).toEqual({ date: '2026-11-16', minute: 60 });
		expect(wallTime(Date.UTC(2026, 10, 15, 23, 0), berlin)).toEqual({ date: '2026-11-16', minute: 0 });
		expect(wallTime(Date.UTC(2026, 10, 15, 22, 59), berlin)).toEqual({ date: '2026-11-15', minute: 7 * 1440 - 1 });
	});

	it('follows the change to summer time', () => {
		const happyHour = toWeekRanges([{ days: [7], from: '14:00', to: '15:00' }]);
		const isHappy = (atMs: number) => isOpen(happyHour, wallTime(atMs, berlin).minute);
		expect([isHappy(Date.UTC(2026, 2, 22, 13, 30)), isHappy(Date.UTC(2026, 2, 29, 12, 30))]).toEqual([true, true]);
		expect([isHappy(Date.UTC(2026, 2, 22, 12, 30)), isHappy(Date.UTC(2026, 2, 29, 13, 30))]).toEqual([false, false]);
	});

	it('opens at the first minute and is closed at the last', () => {
		const ranges = toWeekRanges([{ days: [1], from: '08:00', to: '24:00' }]);
		const open = (minute: number) => isOpen(ranges, minute);
		expect([open(479), open(480), open(1439), open(1440)]).toEqual([false, true, true, false]);
	});

	it('runs over midnight, also from Sunday into Monday', () => {
		const ranges = toWeekRanges([{ days: [7], from: '22:00', to: '02:00' }]);
		const sunday = 6 * 1440;
		const open = (minute: number) => isOpen(ranges, minute);
		expect([open(sunday + 1319), open(sunday + 1320), open(0), open(119), open(120)]).toEqual([
			false,
			true,
			true,
			true,
			false
		]);
	});

	it('is always open without hours', () => {
		expect(isOpen(toWeekRanges([]), 5)).toBe(true);
	});

	it('names periods so that two dates of one have the same name', () => {
		expect(periodKey('day', '2026-11-20')).toBe('2026-11-20');
		expect(periodKey('week', '2026-11-22')).toBe(periodKey('week', '2026-11-16'));
		expect(periodKey('week', '2026-11-23')).not.toBe(periodKey('week', '2026-11-22'));
		expect(periodKey('week', '2027-01-01')).toBe(periodKey('week', '2026-12-31'));
		expect(periodKey('month', '2026-11-20')).toBe('2026-11');
		expect(periodKey('year', '2026-11-20')).toBe('2026');
		expect(periodKey('ever', '2026-11-20')).toBe(periodKey('ever', '1999-01-01'));
	});
});
