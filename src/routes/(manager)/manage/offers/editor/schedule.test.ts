import { describe, expect, it } from 'vitest';
import { endOf, startOf, wallOfEnd, wallOfStart } from './schedule';

const zone = 'Europe/Berlin';

describe('the schedule of an offer', () => {
	it('begins with the day and ends with its last moment', () => {
		expect(startOf({ date: '2026-11-23', time: '' }, zone)).toBe('2026-11-22T23:00:00.000Z');
		expect(endOf({ date: '2026-12-06', time: '' }, zone)).toBe('2026-12-06T23:00:00.000Z');
		expect(endOf({ date: '2026-12-06', time: '17:30' }, zone)).toBe('2026-12-06T16:30:00.000Z');
		expect(startOf({ date: '', time: '10:00' }, zone)).toBeNull();
	});

	it('shows what was typed, also on days that are longer or shorter', () => {
		for (const date of ['2026-03-29', '2026-10-25', '2026-12-31']) {
			for (const time of ['', '16:00']) {
				expect(wallOfEnd(endOf({ date, time }, zone), zone)).toEqual({ date, time });
				expect(wallOfStart(startOf({ date, time }, zone), zone)).toEqual({ date, time });
			}
		}
		expect(wallOfEnd(null, zone)).toEqual({ date: '', time: '' });
	});
});
