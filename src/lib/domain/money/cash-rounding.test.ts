import fc from 'fast-check';
import { expect, it } from 'vitest';
import { roundToCash } from './cash-rounding';

it.each([
	[3076, 5, 3075],
	[1497, 5, 1495],
	[16_144, 5, 16_145],
	[23_651, 5, 23_650],
	[1097, 5, 1095],
	[1095, 10, 1100],
	[-3076, 5, -3075],
	[1234, 1, 1234]
])('rounds %i at steps of %i to %i', (due, step, cash) => {
	expect(roundToCash(due, step)).toBe(cash);
});

it('rounds the endings 1, 2, 6, 7 down and 3, 4, 8, 9 up at a step of five', () => {
	expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((ending) => roundToCash(100 + ending, 5) - 100)).toEqual([
		0, 0, 0, 5, 5, 5, 5, 5, 10, 10
	]);
});

it('gives a refund the mirror image of the sale, never further off than half a step', () => {
	fc.assert(
		fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.constantFrom(1, 5, 10, 50, 100), (due, step) => {
			const cash = roundToCash(due, step);
			expect(roundToCash(-due, step) + cash).toBe(0);
			expect(Math.abs(cash - due) * 2).toBeLessThanOrEqual(step);
			expect(cash % step === 0).toBe(true);
		})
	);
});
