import { roundHalfAwayFromZero } from '../money/money';
import { gs1CheckDigit, hasGs1CheckDigit } from './check-digit';

/**
 * What an in-store label says: the weight, the price, or the price of a product that is sold by weight, from which the till
 * works out the quantity.
 */
export type EmbeddedValue = 'weight' | 'price' | 'price_to_quantity';

/**
 * One local layout of an in-store EAN-13. `pattern` describes the twelve digits before the check digit: literal digits, `.`
 * for a digit of the item number, `{NNDDD}` for the value with its integer and decimal places (weight in kilograms, price
 * in the currency's main unit), `V` for the verifier digit over a value of four or five digits. Some scales print no valid
 * check digit; `check: 'ignored'` lets those pass.
 */
export interface EmbeddedRule {
	pattern: string;
	value: EmbeddedValue;
	check: 'required' | 'ignored';
}

/** What one label says. `value` is whole, with `decimals` places meant behind the point. */
export interface EmbeddedMatch {
	/** The code to look the product up by: value and verifier digits zero, check digit made anew. */
	lookup: string;
	value: number;
	decimals: number;
	rule: EmbeddedRule;
}

/** Whether a pattern can be used: it describes twelve digits, has one value, and a verifier only over 4 or 5 digits. */
export function isEmbeddedPattern(pattern: string): boolean {
	const parts = /^([0-9.V]*)\{(N*)(D*)\}([0-9.V]*)$/.exec(pattern);
	if (!parts || pattern.length !== 14) return false;
	const length = (parts[2] ?? '').length + (parts[3] ?? '').length;
	const verifiers = pattern.split('V').length - 1;
	return length > 0 && verifiers <= 1 && (verifiers === 0 || length === 4 || length === 5);
}

/** The first rule that an EAN-13 fits, or null. UPC-A numbers are read with a zero in front. */
export function matchEmbedded(code: string, rules: readonly EmbeddedRule[]): EmbeddedMatch | null {
	const ean = code.length === 12 ? `0${code}` : code;
	if (!/^[0-9]{13}$/.test(ean)) return null;
	for (const rule of rules) {
		const match = matchRule(ean, rule);
		if (match) return match;
	}
	return null;
}

function matchRule(ean: string, rule: EmbeddedRule): EmbeddedMatch | null {
	if (!isEmbeddedPattern(rule.pattern)) return null;
	if (rule.check === 'required' && !hasGs1CheckDigit(ean)) return null;
	const places = rule.pattern.replace(/[{}]/g, '');
	let digits = '';
	let item = '';
	let verifier = '';
	for (const [at, place] of [...places].entries()) {
		const digit = ean.charAt(at);
		if (place === 'N' || place === 'D') digits += digit;
		else if (place === 'V') verifier = digit;
		else if (place !== '.' && place !== digit) return null;
		item += 'NDV'.includes(place) ? '0' : digit;
	}
	if (verifier !== '' && priceVerifier(digits) !== Number(verifier)) return null;
	const decimals = places.split('D').length - 1;
	return { lookup: item + String(gs1CheckDigit(item)), value: Number(digits), decimals, rule };
}

/**
 * The quantity in thousandths that a label's price stands for, at a price per unit in minor units, rounded half away from
 * zero. Null when the product has no price.
 */
export function quantityForPrice(priceMinor: number, unitPriceMinor: number): number | null {
	return unitPriceMinor > 0 ? roundHalfAwayFromZero(priceMinor * 1000, unitPriceMinor) : null;
}

/** Weighted products of GS1 General Specifications §7.9.2–7.9.4, by digit. */
const TWO_MINUS = '0246891357';
const THREE = '0369258147';
const FIVE_PLUS = '0516273849';
const FIVE_MINUS = '0594837261';
const FOUR_DIGIT_WEIGHTS = [TWO_MINUS, TWO_MINUS, THREE, FIVE_MINUS];
const FIVE_DIGIT_WEIGHTS = [FIVE_PLUS, TWO_MINUS, FIVE_MINUS, FIVE_PLUS, TWO_MINUS];

/**
 * The verifier digit inside a price label over four or five value digits (GS1 General Specifications §7.9). With five, the
 * last step is the digit whose 5− product is the intermediate result; leaving it out is a common mistake. Null for any
 * other number of digits.
 */
export function priceVerifier(digits: string): number | null {
	if (!/^[0-9]{4,5}$/.test(digits)) return null;
	const weights = digits.length === 4 ? FOUR_DIGIT_WEIGHTS : FIVE_DIGIT_WEIGHTS;
	const sum = weights.reduce((total, weight, at) => total + Number(weight.charAt(Number(digits.charAt(at)))), 0);
	return digits.length === 4 ? (sum * 3) % 10 : FIVE_MINUS.indexOf(String((10 - (sum % 10)) % 10));
}
