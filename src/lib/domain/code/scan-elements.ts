import { currencyExponent, roundHalfAwayFromZero } from '../money/money';
import { toIsoDate, type Element } from './ai';
import type { Scanned, ScannedProduct } from './scanned';

/** What the elements of a GS1 code mean at a till; `currency` is the shop's, for prices that name none. */
export function fromElements(elements: readonly Element[], currency: string): Scanned {
	const valueOf = (ai: string) => elements.find((element) => element.ai === ai)?.value;
	const gtin14 = valueOf('01');
	const northAmerican = valueOf('8110') ?? valueOf('8112');
	if (northAmerican !== undefined) return { kind: 'coupon', code: northAmerican, via: 'north_american' };
	if (gtin14 !== undefined) return toProduct(gtin14, elements, currency);
	const coupon = valueOf('255');
	if (coupon !== undefined) return { kind: 'coupon', code: coupon, via: 'gcn' };
	const member = valueOf('8018');
	if (member !== undefined) return { kind: 'card', number: member, via: 'gsrn' };
	return { kind: 'unknown', text: elements.map(({ ai, value }) => `(${ai})${value}`).join('') };
}

function toProduct(gtin14: string, elements: readonly Element[], currency: string): ScannedProduct {
	const product: ScannedProduct = { kind: 'product', code: gtin14, gtin14, lookups: [gtin14] };
	for (const element of elements) Object.assign(product, factOf(element, currency));
	return product;
}

function factOf({ ai, value }: Element, currency: string): Partial<ScannedProduct> {
	if (ai === '10') return { batch: value };
	if (ai === '21') return { serial: value };
	if (ai === '17') return dated('expiry', value);
	if (ai === '15') return dated('bestBefore', value);
	if (ai === '30' || ai === '37') return { count: Number(value) };
	const decimals = Number(ai.charAt(3));
	if (ai.startsWith('310')) return measured('weightMilli', value, decimals, 3);
	if (ai.startsWith('392')) return measured('priceMinor', value, decimals, currencyExponent(currency));
	if (!ai.startsWith('393')) return {};
	const price = measured('priceMinor', value.slice(3), decimals, currencyExponent(currency));
	return { ...price, currency: value.slice(0, 3) };
}

function dated(field: 'expiry' | 'bestBefore', yymmdd: string): Partial<ScannedProduct> {
	const date = toIsoDate(yymmdd);
	return date === null ? {} : { [field]: date };
}

/** A value with its own decimals, brought to those of the till; left out when it is too large to be exact. */
function measured(
	field: 'weightMilli' | 'priceMinor',
	digits: string,
	from: number,
	to: number
): Partial<ScannedProduct> {
	const value = Number(digits) * 10 ** to;
	return digits !== '' && Number.isSafeInteger(value) ? { [field]: roundHalfAwayFromZero(value, 10 ** from) } : {};
}
