import { describe, expect, it } from 'vitest';
import { tillStateOf } from './till-state';

const now = Date.parse('2026-03-02T12:00:00.000Z');
const till = { deviceId: 'd', lastSeenAt: '2026-03-02T11:59:00.000Z', appVersion: '1.0.0', report: null };
const state = (change: Partial<typeof till> | { deviceId: null }) => tillStateOf({ ...till, ...change }, now).state;

describe('the state of a till', () => {
	it('is away after two minutes without contact', () => {
		expect(state({})).toBe('online');
		expect(state({ lastSeenAt: '2026-03-02T11:57:59.000Z' })).toBe('offline');
		expect(state({ deviceId: null })).toBe('none');
	});

	it('says that past sales came from a program, for which nobody waits', () => {
		expect(state({ lastSeenAt: '2010-12-01T08:26:00.000Z', appVersion: 'headless' })).toBe('program');
		expect(state({ appVersion: 'headless' })).toBe('online');
	});
});
