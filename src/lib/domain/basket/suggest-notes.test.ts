import { describe, expect, it } from 'vitest';
import { isUnlikelyCash, suggestNotes } from './suggest-notes';

describe('cash that is likely a slip', () => {
	it('is more than ten times what is left and above any note', () => {
		expect(isUnlikelyCash(99_999_999, 720, 'EUR')).toBe(true);
		expect(isUnlikelyCash(50_001, 5000, 'EUR')).toBe(true);
		expect(isUnlikelyCash(50_000, 100, 'EUR')).toBe(false);
		expect(isUnlikelyCash(60_000, 6000, 'EUR')).toBe(false);
		expect(isUnlikelyCash(10_001, 500, 'JPY')).toBe(true);
	});

	it('is never one of the sums that are suggested', () => {
		for (const left of [1, 99, 720, 5000, 44_900, 99_999]) {
			for (const { givenMinor } of suggestNotes(left, 'EUR'))
				expect(isUnlikelyCash(givenMinor, left, 'EUR')).toBe(false);
		}
	});
});
