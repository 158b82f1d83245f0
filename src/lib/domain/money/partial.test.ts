import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partialMinor } from './partial';

function inSteps(totalMinor: number, steps: readonly number[]): number[] {
	const whole = steps.reduce((a, b) => a + b, 0);
	let reached = 0;
	let alreadyMinor = 0;
	return steps.map((step) => {
		reached += step;
		const now = partialMinor({ totalMinor, whole, reached, alreadyMinor });
		alreadyMinor += now;
		return now;
	});
}

describe('partialMinor', () => {
	it.each([
		[1000, 3, [333, 334, 333]],
		[999, 2, [500, 499]],
		[100, 7, [14, 15, 14, 14, 14, 15, 14]]
	])('gives %i back in %i steps as %j', (total, count, parts) => {
		expect(inSteps(total, Array<number>(count).fill(1000))).toEqual(parts);
	});

	it('adds up to the total for any partition', () => {
		const steps = fc.array(fc.integer({ min: 1, max: 5_000_000 }), { minLength: 1, maxLength: 20 });
		fc.assert(
			fc.property(fc.integer({ min: -1e9, max: 1e9 }), steps, (total, parts) => {
				expect(inSteps(total, parts).reduce((a, b) => a + b, 0)).toBe(total);
			})
		);
	});

	it('throws when more goes back than there was', () => {
		expect(() => partialMinor({ totalMinor: 100, whole: 1, reached: 2, alreadyMinor: 0 })).toThrow(RangeError);
	});
});
