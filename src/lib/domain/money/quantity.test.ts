import { expect, it } from 'vitest';
import { priceTimesQuantity, quantityText } from './quantity';

it('multiplies a price by a quantity in thousandths, rounding half away from zero', () => {
	expect(priceTimesQuantity(420, 2000)).toBe(840);
	expect(priceTimesQuantity(1999, 256)).toBe(512);
	expect(priceTimesQuantity(1, 500)).toBe(1);
	expect(priceTimesQuantity(1, -500)).toBe(-1);
	expect(priceTimesQuantity(1_000_000_000, 99_999_999)).toBe(99_999_999_000_000);
});

it('writes a quantity as a person would', () => {
	expect(['2000', '256', '1500', '-1000', '0'].map((milli) => quantityText(Number(milli)))).toEqual([
		'2',
		'0.256',
		'1.5',
		'-1',
		'0'
	]);
	expect(quantityText(1250, ',')).toBe('1,25');
});
