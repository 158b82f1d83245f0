import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisTicks } from './chart-scale';

describe('chart scale', () => {
	it('ends on a round number above the highest bar', () => {
		expect(axisTicks(1487)).toEqual([0, 400, 800, 1200, 1600]);
		expect(axisTicks(0)).toEqual([0]);
		expect(axisTicks(7)).toEqual([0, 2, 4, 6, 8]);
	});

	it('always covers the maximum with two to five steps', () => {
		fc.assert(
			fc.property(fc.double({ min: 0.01, max: 1e9, noNaN: true }), (max) => {
				const ticks = axisTicks(max);
				expect(ticks.length).toBeGreaterThanOrEqual(2);
				expect(ticks.length).toBeLessThanOrEqual(5);
				expect(ticks.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-9));
			})
		);
	});
});
