import { describe, expect, it } from 'vitest';
import { toInstant, toLocalDate } from './dates';

const zone = 'Europe/Berlin';
const iso = (text: string) => {
	const ms = toInstant(text, zone);
	return ms === null ? null : new Date(ms).toISOString();
};

describe('dates of the wire', () => {
	it('are the store’s wall clock unless they say otherwise', () => {
		expect(iso('2026-03-14T10:42:07')).toBe('2026-03-14T09:42:07.000Z');
		expect(iso('2026-07-14 10:42')).toBe('2026-07-14T08:42:00.000Z');
		expect(iso('2026-07-14')).toBe('2026-07-13T22:00:00.000Z');
		expect(iso('2026-03-14T10:42:07Z')).toBe('2026-03-14T10:42:07.000Z');
		expect(iso('2026-03-14T10:42:07.9+0500')).toBe('2026-03-14T05:42:07.000Z');
	});

	it('have to exist', () => {
		for (const text of ['2026-02-30T10:00:00', '2026-13-01', '2026-03-14T25:00:00', 'yesterday', '']) {
			expect(iso(text)).toBeNull();
		}
	});

	it('come back as the wall clock showed them', () => {
		expect(toLocalDate(Date.parse('2026-03-14T09:42:07.999Z'), zone)).toBe('2026-03-14T10:42:07');
		expect(toLocalDate(Date.parse('2026-07-01T22:00:00Z'), zone)).toBe('2026-07-02T00:00:00');
	});
});
