import { largestAmountMinor } from './money';

export type ParsedAmount =
	| { ok: true; amountMinor: number }
	| { ok: false; code: 'amount_empty' | 'amount_not_a_number' | 'amount_too_many_decimals' | 'amount_too_large' };

const SPACES_AND_APOSTROPHES = /[\s\u2019']/g;

/** Splits at the decimal mark. With both marks the last is the decimal one; a mark that repeats only groups. */
function splitAtMark(text: string): { whole: string; decimals: string } | null {
	const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
	if (last === -1) return { whole: text, decimals: '' };
	const mark = text.charAt(last);
	const other = mark === '.' ? ',' : '.';
	const repeats = text.indexOf(mark) !== last;
	if (repeats && text.includes(other)) return null;
	const whole = repeats ? text : text.slice(0, last);
	const decimals = repeats ? '' : text.slice(last + 1);
	if (!/[.,]/.test(whole)) return { whole, decimals };
	if (!/^\d{1,3}(?:[.,]\d{3})+$/.test(whole)) return null;
	return { whole: whole.replace(/[.,]/g, ''), decimals };
}

/**
 * Text a person typed → minor units, from 0 to 10⁹: `12,50`, `12.50`, `1.234,50`, `1 234.5`, `7`. One mark is always the
 * decimal one, so `1.234` in a currency of two decimals is refused rather than guessed. `exponent`: the currency's.
 */
export function parseAmount(text: string, exponent: number): ParsedAmount {
	const compact = text.replace(SPACES_AND_APOSTROPHES, '');
	if (compact === '') return { ok: false, code: 'amount_empty' };
	const parts = splitAtMark(compact);
	if (!parts || !/^\d*$/.test(parts.whole + parts.decimals) || parts.whole + parts.decimals === '') {
		return { ok: false, code: 'amount_not_a_number' };
	}
	if (parts.decimals.length > exponent) return { ok: false, code: 'amount_too_many_decimals' };
	const amountMinor = Number(parts.whole + parts.decimals.padEnd(exponent, '0'));
	if (amountMinor > largestAmountMinor) return { ok: false, code: 'amount_too_large' };
	return { ok: true, amountMinor };
}

export type AmountKey = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '00' | 'delete';

/** The amount pad: digits fill from the right, `delete` takes the last one away; a key that would exceed 10⁹ does nothing. */
export function pressAmountKey(amountMinor: number, key: AmountKey): number {
	if (key === 'delete') return Math.floor(amountMinor / 10);
	const next = Number(`${String(amountMinor)}${key}`);
	return next > largestAmountMinor ? amountMinor : next;
}
