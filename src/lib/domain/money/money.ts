/**
 * Money is an integer of minor units beside an ISO 4217 code. Rounding happens here alone, half away from zero
 * (EN 16931 validators expect half-up on absolute values; bankers' rounding fails them).
 */

/** Currencies whose minor unit is not a hundredth (ISO 4217, list one). */
const EXPONENTS: Readonly<Record<string, number>> = {
	BIF: 0,
	CLP: 0,
	DJF: 0,
	GNF: 0,
	ISK: 0,
	JPY: 0,
	KMF: 0,
	KRW: 0,
	PYG: 0,
	RWF: 0,
	UGX: 0,
	UYI: 0,
	VND: 0,
	VUV: 0,
	XAF: 0,
	XOF: 0,
	XPF: 0,
	BHD: 3,
	IQD: 3,
	JOD: 3,
	KWD: 3,
	LYD: 3,
	OMR: 3,
	TND: 3,
	CLF: 4,
	UYW: 4
};

/** Largest amount a basket, a sale or a field accepts, in minor units; the wire has the same limit. */
export const largestAmountMinor = 1_000_000_000;

/** Decimal places of a currency: 2 for EUR, 0 for JPY, 3 for KWD. Throws for what is not a three-letter code. */
export function currencyExponent(currency: string): number {
	if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError(`not an ISO 4217 code: ${currency}`);
	return Object.hasOwn(EXPONENTS, currency) ? (EXPONENTS[currency] ?? 2) : 2;
}

/** Throws unless the value is a whole number that a double holds exactly. A fraction of a cent is a bug, never input. */
export function assertMinor(value: number, what = 'amount'): void {
	if (!Number.isSafeInteger(value)) throw new RangeError(`${what} must be a safe integer, got ${String(value)}`);
}

/** Minus zero is an artefact of arithmetic; in texts and comparisons it would make two equal sales differ. */
function plainZero(value: number): number {
	return value === 0 ? 0 : value;
}

/**
 * numerator ÷ denominator, rounded half away from zero, exact for all safe integers: the remainder of two safe integers
 * is exact, and so is dividing what it leaves. Throws for a denominator of 0.
 */
export function roundHalfAwayFromZero(numerator: number, denominator: number): number {
	assertMinor(numerator, 'numerator');
	assertMinor(denominator, 'denominator');
	if (denominator === 0) throw new RangeError('division by zero');
	const rest = numerator % denominator;
	const whole = (numerator - rest) / denominator;
	const restSize = Math.abs(rest);
	// Written without doubling, which could leave the safe integers.
	const up = restSize >= Math.abs(denominator) - restSize;
	if (!up || rest === 0) return plainZero(whole);
	return plainZero(whole + (numerator < 0 === denominator < 0 ? 1 : -1));
}

/** amount × numerator ÷ denominator, rounded half away from zero; the product may exceed the safe integers, the result may not. */
export function scaleMinor(amount: number, numerator: number, denominator: number): number {
	const product = amount * numerator;
	if (Number.isSafeInteger(product)) return roundHalfAwayFromZero(product, denominator);
	assertMinor(amount);
	assertMinor(numerator, 'numerator');
	assertMinor(denominator, 'denominator');
	if (denominator === 0) throw new RangeError('division by zero');
	const exact = BigInt(amount) * BigInt(numerator);
	const divisor = BigInt(denominator);
	const size = exact < 0n ? -exact : exact;
	const by = divisor < 0n ? -divisor : divisor;
	const rounded = Number((size * 2n + by) / (by * 2n));
	const result = exact < 0n === divisor < 0n ? rounded : -rounded;
	assertMinor(result, 'result');
	return plainZero(result);
}

/** Sum of amounts; throws when it leaves the safe integers. */
export function sumMinor(amounts: Iterable<number>): number {
	let sum = 0;
	for (const amount of amounts) sum += amount;
	assertMinor(sum, 'sum');
	return sum;
}
