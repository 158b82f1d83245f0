import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountText } from './amount-text';
import { parseAmount, pressAmountKey } from './parse-amount';

describe('parseAmount', () => {
	it.each([
		['12,50', 2, 1250],
		['12.50', 2, 1250],
		[' 12.5 ', 2, 1250],
		['7', 2, 700],
		[',5', 2, 50],
		['12.', 2, 1200],
		['1.234,50', 2, 123_450],
		['1,234.50', 2, 123_450],
		['1.234.567', 2, 123_456_700],
		["1'234.50", 2, 123_450],
		['1 234,50', 2, 123_450],
		['500', 0, 500],
		['1.234', 3, 1234],
		['10000000', 2, 1_000_000_000]
	])('reads %s with %i decimals as %i', (text, exponent, amountMinor) => {
		expect(parseAmount(text, exponent)).toEqual({ ok: true, amountMinor });
	});

	it.each([
		['', 'amount_empty'],
		['   ', 'amount_empty'],
		['.', 'amount_not_a_number'],
		['-5', 'amount_not_a_number'],
		['1e3', 'amount_not_a_number'],
		['12.34.5', 'amount_not_a_number'],
		['1,2.3,4', 'amount_not_a_number'],
		['1.234', 'amount_too_many_decimals'],
		['10000000.01', 'amount_too_large']
	])('refuses %j with %s', (text, code) => {
		expect(parseAmount(text, 2)).toEqual({ ok: false, code });
	});

	it('reads back every amount it writes, with either mark', () => {
		const exponent = fc.constantFrom(0, 2, 3);
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 1e9 }),
				exponent,
				fc.constantFrom('.', ','),
				(amountMinor, places, mark) => {
					expect(parseAmount(amountText(amountMinor, places, mark), places)).toEqual({ ok: true, amountMinor });
				}
			)
		);
	});

	it('never throws, whatever was typed', () => {
		fc.assert(fc.property(fc.string(), (text) => typeof parseAmount(text, 2).ok === 'boolean'));
	});
});

describe('pressAmountKey', () => {
	it('fills from the right and takes the last digit away', () => {
		const typed = (['5', '0', '00'] as const).reduce<number>(pressAmountKey, 0);
		expect(typed).toBe(5000);
		expect(pressAmountKey(typed, 'delete')).toBe(500);
		expect(pressAmountKey(0, '00')).toBe(0);
	});

	it('ignores a key that would leave the limit', () => {
		expect(pressAmountKey(999_999_999, '9')).toBe(999_999_999);
	});
});

describe('amountText', () => {
	it('writes minor units in plain figures', () => {
		expect(amountText(1250, 2)).toBe('12.50');
		expect(amountText(-5, 2, ',')).toBe('-0,05');
		expect(amountText(500, 0)).toBe('500');
		expect(amountText(5, 3)).toBe('0.005');
	});
});
