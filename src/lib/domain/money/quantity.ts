import { scaleMinor } from './money';

/** One piece, one kilogram, one litre, in thousandths. */
export const oneMilli = 1000;
/** 99,999.999 */
export const largestQuantityMilli = 99_999_999;

/** Unit price × quantity in minor units, rounded half away from zero; quantity in thousandths. */
export function priceTimesQuantity(unitPriceMinor: number, quantityMilli: number): number {
	return scaleMinor(unitPriceMinor, quantityMilli, oneMilli);
}

/** A quantity as a person writes it: `2`, `0.256`, with the decimal mark given. */
export function quantityText(quantityMilli: number, decimalMark = '.'): string {
	const size = Math.abs(quantityMilli);
	const whole = String(Math.floor(size / oneMilli));
	const part = String(size % oneMilli)
		.padStart(3, '0')
		.replace(/0+$/, '');
	return `${quantityMilli < 0 ? '-' : ''}${whole}${part === '' ? '' : decimalMark + part}`;
}
