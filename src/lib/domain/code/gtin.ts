import { hasGs1CheckDigit, isDigits } from './check-digit';

const GTIN_LENGTHS: readonly number[] = [8, 12, 13, 14];

/** What the prefix of a GTIN says about it; `in_store` numbers mean something inside one merchant only. */
export type GtinUse = 'goods' | 'in_store' | 'coupon' | 'refund_receipt';

/** Whether the text is a GTIN-8, -12, -13 or -14 with the right check digit. */
export function isGtin(code: string): boolean {
	return GTIN_LENGTHS.includes(code.length) && hasGs1CheckDigit(code);
}

/** Whether the text has the length of a GTIN but a wrong check digit: most likely misread or mistyped. */
export function isMistypedGtin(code: string): boolean {
	return GTIN_LENGTHS.includes(code.length) && isDigits(code) && !hasGs1CheckDigit(code);
}

/** The 14-digit form under which products are stored and looked up, or null when the text is no valid GTIN. */
export function toGtin14(code: string): string | null {
	return isGtin(code) ? code.padStart(14, '0') : null;
}

/**
 * The UPC-A number (12 digits) of an eight-digit UPC-E (number system 0 or 1, six digits, check digit), or null when the
 * text is none. Some of these are valid GTIN-8 as well; the scanner alone knows which symbol it read.
 */
export function expandUpcE(code: string): string | null {
	if (!/^[01][0-9]{7}$/.test(code)) return null;
	const upcA = code.charAt(0) + expandedSix(code.slice(1, 7)) + code.charAt(7);
	return hasGs1CheckDigit(upcA) ? upcA : null;
}

function expandedSix(six: string): string {
	const last = six.charAt(5);
	if ('012'.includes(last)) return `${six.slice(0, 2)}${last}0000${six.slice(2, 5)}`;
	if (last === '3') return `${six.slice(0, 3)}00000${six.slice(3, 5)}`;
	if (last === '4') return `${six.slice(0, 4)}00000${six.slice(4, 5)}`;
	return `${six.slice(0, 5)}0000${last}`;
}

/**
 * What the prefix of a 14-digit GTIN is set aside for (GS1 General Specifications §1.4): restricted circulation 02, 04,
 * 20–29 and, as GTIN-8, 0 and 2; coupons 05, 981–984, 99; refund receipts 980.
 */
export function gtinUse(gtin14: string): GtinUse {
	if (gtin14.startsWith('000000')) return /^[02]/.test(gtin14.slice(6)) ? 'in_store' : 'goods';
	const prefixed = gtin14.slice(1);
	if (/^(?:0[24]|2)/.test(prefixed)) return 'in_store';
	if (/^(?:05|98[1-4]|99)/.test(prefixed)) return 'coupon';
	return prefixed.startsWith('980') ? 'refund_receipt' : 'goods';
}
