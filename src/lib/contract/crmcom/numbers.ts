/** Between the floats of this wire and the integers inside. Nothing else in Tillit holds money as a float. */

const places = 9;

/**
 * A number in main units as whole parts of 10^-exponent, rounded half away from zero on its decimal text, so that 1.005
 * is 101 cents as a person reads it. Throws a RangeError beyond 10¹² main units; the schemas refuse that before.
 */
function toParts(value: number, exponent: number): number {
	if (!Number.isFinite(value) || Math.abs(value) > 1e12) throw new RangeError(`not an amount: ${String(value)}`);
	const digits = BigInt(Math.abs(value).toFixed(places).replace('.', ''));
	const step = 10n ** BigInt(places - exponent);
	const size = Number((digits + step / 2n) / step);
	return size === 0 ? 0 : Math.sign(value) * size;
}

/** An amount of the wire in minor units; `exponent` is the currency's number of decimals. */
export function toMinor(amount: number, exponent: number): number {
	return toParts(amount, exponent);
}

/** Minor units as an amount of the wire: 1240 cents are 12.4. */
export function toAmount(amountMinor: number, exponent: number): number {
	return amountMinor / 10 ** exponent;
}

/** A quantity of the wire in thousandths. */
export function toMilli(quantity: number): number {
	return toParts(quantity, 3);
}

export function toQuantity(quantityMilli: number): number {
	return quantityMilli / 1000;
}
