import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toAmount, toMilli, toMinor } from './numbers';

describe('amounts of the wire', () => {
	it.each([
		[12.4, 2, 1240],
		[1.005, 2, 101],
		[-1.005, 2, -101],
		[0.1 + 0.2, 2, 30],
		[5.88, 2, 588],
		[1e-7, 2, 0],
		[-0.004, 2, 0],
		[1500, 0, 1500],
		[1.2345, 3, 1235],
		[9_999_999.99, 2, 999_999_999]
	])('takes %d with %d decimals as %d', (amount, exponent, minor) => {
		expect(toMinor(amount, exponent)).toBe(minor);
	});

	it('comes back unchanged', () => {
		fc.assert(
			fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.constantFrom(0, 2, 3), (minor, exponent) => {
				const sent = JSON.parse(JSON.stringify(toAmount(minor, exponent))) as number;
				expect(toMinor(sent, exponent)).toBe(minor);
			})
		);
	});

	it('refuses what is no amount', () => {
		expect(() => toMinor(Number.NaN, 2)).toThrow(RangeError);
		expect(() => toMinor(1e13, 2)).toThrow(RangeError);
		expect(toMilli(0.256)).toBe(256);
	});
});
