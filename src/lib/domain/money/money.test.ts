import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertMinor, currencyExponent, roundHalfAwayFromZero, scaleMinor, sumMinor } from './money';

const anySafe = fc.maxSafeInteger();

function exactRounding(numerator: bigint, denominator: bigint): bigint {
	const size = numerator < 0n ? -numerator : numerator;
	const by = denominator < 0n ? -denominator : denominator;
	const rounded = (size * 2n + by) / (by * 2n);
	return numerator < 0n === denominator < 0n ? rounded : -rounded;
}

describe('currencyExponent', () => {
	it('knows the currencies whose minor unit is not a hundredth', () => {
		expect(['EUR', 'USD', 'SEK', 'JPY', 'ISK', 'KWD', 'CLF'].map(currencyExponent)).toEqual([2, 2, 2, 0, 0, 3, 4]);
	});

	it('throws for what is not a code', () => {
		expect(() => currencyExponent('eur')).toThrow(RangeError);
		expect(() => currencyExponent('')).toThrow(RangeError);
	});
});

describe('roundHalfAwayFromZero', () => {
	it('rounds halves away from zero on both sides', () => {
		expect([5, -5, 4, -4, 6].map((value) => roundHalfAwayFromZero(value, 10))).toEqual([1, -1, 0, 0, 1]);
		expect(roundHalfAwayFromZero(5, -10)).toBe(-1);
		expect(Object.is(roundHalfAwayFromZero(-4, 10), 0)).toBe(true);
	});

	it('agrees with big integers for any safe integers', () => {
		fc.assert(
			fc.property(anySafe, anySafe, (numerator, denominator) => {
				fc.pre(denominator !== 0);
				const expected = exactRounding(BigInt(numerator), BigInt(denominator));
				expect(BigInt(roundHalfAwayFromZero(numerator, denominator))).toBe(expected);
			})
		);
	});

	it('throws for fractions and for a zero denominator', () => {
		expect(() => roundHalfAwayFromZero(0.5, 1)).toThrow(RangeError);
		expect(() => roundHalfAwayFromZero(1, 0)).toThrow(RangeError);
	});
});

describe('scaleMinor', () => {
	it('agrees with big integers where the product leaves the safe integers', () => {
		const ratio = fc.integer({ min: -99_999_999, max: 99_999_999 });
		const by = fc.integer({ min: 1, max: 100_000 });
		fc.assert(
			fc.property(fc.integer({ min: -1e9, max: 1e9 }), ratio, by, (amount, numerator, denominator) => {
				const expected = exactRounding(BigInt(amount) * BigInt(numerator), BigInt(denominator));
				fc.pre(expected <= BigInt(Number.MAX_SAFE_INTEGER) && expected >= BigInt(Number.MIN_SAFE_INTEGER));
				expect(BigInt(scaleMinor(amount, numerator, denominator))).toBe(expected);
			})
		);
	});
});

describe('assertMinor', () => {
	it('lets whole amounts pass and throws for the rest', () => {
		assertMinor(-1999);
		for (const value of [0.5, Number.NaN, Infinity, 2 ** 53]) expect(() => assertMinor(value)).toThrow(RangeError);
		expect(() => sumMinor([Number.MAX_SAFE_INTEGER, 1])).toThrow(RangeError);
	});
});
