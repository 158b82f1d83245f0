import { describe, expect, it } from 'vitest';
import type { LotExpiry } from '../offers/offer';
import { expiresAt } from './expiry';

const zone = 'Europe/Berlin';
/** 00:30 in Berlin: still the day before in UTC. */
const award = Date.parse('2026-01-30T23:30:00Z');

describe('expiresAt', () => {
	it.each<[string, LotExpiry, string | null]>([
		['never', { kind: 'never' }, null],
		['at the end of a named day', { kind: 'on', date: '2026-12-31' }, '2026-12-31T23:00:00.000Z'],
		['after hours to the hour', { kind: 'after', count: 2, unit: 'hour' }, '2026-01-31T01:30:00.000Z'],
		['at the end of the same day', { kind: 'after', count: 0, unit: 'day' }, '2026-01-31T23:00:00.000Z'],
		['weeks later', { kind: 'after', count: 2, unit: 'week' }, '2026-02-14T23:00:00.000Z'],
		['on the last day of a short month', { kind: 'after', count: 1, unit: 'month' }, '2026-02-28T23:00:00.000Z'],
		['in summer time', { kind: 'after', count: 6, unit: 'month' }, '2026-07-31T22:00:00.000Z'],
		['years later', { kind: 'after', count: 2, unit: 'year' }, '2028-01-31T23:00:00.000Z']
	])('is %s', (_, expiry, expected) => {
		const at = expiresAt(expiry, award, zone);
		expect(at === null ? null : new Date(at).toISOString()).toBe(expected);
	});

	it('refuses what is no date', () => {
		expect(() => expiresAt({ kind: 'on', date: 'tomorrow' }, award, zone)).toThrow(RangeError);
	});
});
