import { currencyExponent, roundHalfAwayFromZero } from '../money/money';
import { findCardRange, isPaymentCard, matchCardMask, type CardMask, type CardRange } from './card';
import { isDigits } from './check-digit';
import { readCheckedCrockford } from './crockford';
import { parseDigitalLink } from './digital-link';
import { GROUP_SEPARATOR, parseElementString } from './element-string';
import { matchEmbedded, type EmbeddedRule } from './embedded';
import { parseEnrolmentUrl } from './enrolment-code';
import { expandUpcE, gtinUse, isMistypedGtin, toGtin14 } from './gtin';
import { isPassText } from './pass-text';
import { parseReceiptNumber, parseReceiptUrl, parseReturnCode } from './receipt-code';
import { fromElements } from './scan-elements';
import type { Scanned } from './scanned';
import { readSwipe } from './track';

/** What means what in one shop: plain data, pulled with its settings. */
export interface ScanRules {
	cardRanges: CardRange[];
	cardMasks: CardMask[];
	/** Tried in order, the first that fits counts. */
	embedded: EmbeddedRule[];
	/** ISO 4217 code of the shop: labels print its decimal places. */
	currency: string;
}

/** Rules of a new shop and of the demo shop. Every in-store layout is local: these are common ones, not a standard. */
export const defaultScanRules: ScanRules = {
	cardRanges: [{ prefix: '9600', length: 16, check: 'luhn', active: true }],
	cardMasks: [],
	embedded: [
		{ pattern: '21.....{NNDDD}', value: 'weight', check: 'required' },
		{ pattern: '23.....{NNNDD}', value: 'price', check: 'required' },
		{ pattern: '22.....V{NNDD}', value: 'price', check: 'required' },
		{ pattern: '02.....{NNNDD}', value: 'price_to_quantity', check: 'required' }
	],
	currency: 'EUR'
};

const LONGEST_TEXT = 4096;
const LONGEST_SKU = 64;
/** Symbology identifiers (ISO/IEC 15424) whose content is a GS1 element string. */
const ELEMENT_STRING_SYMBOLS = [']C1', ']e0', ']d2', ']Q3'];

/**
 * What a scanned or typed text is, by the shop's rules. Total: every text has an answer and none throws; what nobody knows
 * is `unknown`. Payment cards go first, so that no rule of a shop can keep one.
 */
export function recognise(text: string, rules: ScanRules): Scanned {
	if (text.length > LONGEST_TEXT) return { kind: 'unknown', text: text.slice(0, LONGEST_TEXT) };
	const whole = text.trim();
	const symbol = /^\][A-Za-z][0-9A-Za-z]/.exec(whole)?.[0] ?? '';
	const content = whole.slice(symbol.length);
	if (isPaymentCard(content.replace(/[ -]/g, ''))) return { kind: 'payment-card' };
	return (
		fromSwipe(content, rules) ??
		(isPassText(content) ? { kind: 'pass', text: content } : null) ??
		fromElementString(content, symbol, rules) ??
		(isDigits(content) ? fromDigits(content, symbol, rules) : fromLetters(content, rules)) ?? {
			kind: 'unknown',
			text: whole
		}
	);
}

function fromSwipe(text: string, rules: ScanRules): Scanned | null {
	const swipe = readSwipe(text);
	if (swipe.kind === 'not_a_swipe') return null;
	if (swipe.kind === 'payment_card') return { kind: 'payment-card' };
	const numbers = swipe.tracks.flatMap((track) => (track.track === 'unreadable' ? [] : [track.number]));
	for (const number of numbers) {
		const known = findCardRange(number, rules.cardRanges) ? number : matchCardMask(number, rules.cardMasks);
		if (known !== null) return { kind: 'card', number: known, via: 'track' };
	}
	// The name on track 1 must not travel on with a card nobody knows.
	return { kind: 'unknown', text: numbers[0] ?? '' };
}

/** Scanners that send no symbology identifier leave the separator or the leading GTIN as the only sign. */
function fromElementString(text: string, symbol: string, rules: ScanRules): Scanned | null {
	const announced = ELEMENT_STRING_SYMBOLS.includes(symbol);
	const looksLikeOne = text.includes(GROUP_SEPARATOR) || /^(?:01[0-9]{14}|8018[0-9]{18}$)/.test(text);
	if (!announced && (!looksLikeOne || findCardRange(text, rules.cardRanges))) return null;
	const parsed = parseElementString(text);
	if (parsed.ok) return fromElements(parsed.elements, rules.currency);
	return announced ? { kind: 'unknown', text } : null;
}

function fromDigits(code: string, symbol: string, rules: ScanRules): Scanned {
	if (findCardRange(code, rules.cardRanges)) return { kind: 'card', number: code, via: 'range' };
	const masked = matchCardMask(code, rules.cardMasks);
	if (masked !== null) return { kind: 'card', number: masked, via: 'mask' };
	const returnCode = parseReturnCode(code);
	if (returnCode) return { kind: 'receipt', via: 'return_code', returnCode };
	return fromLabel(code, rules) ?? fromGtin(code, symbol);
}

function fromLabel(code: string, rules: ScanRules): Scanned | null {
	const match = matchEmbedded(code, rules.embedded);
	if (!match) return null;
	const { lookup, value, decimals, rule } = match;
	const label = { kind: 'embedded' as const, code, lookup, lookups: [lookup.padStart(14, '0'), lookup], rule };
	const scaled = (places: number) => roundHalfAwayFromZero(value * 10 ** places, 10 ** decimals);
	if (rule.value === 'weight') return { ...label, valueKind: 'weight', quantityMilli: scaled(3) };
	return { ...label, valueKind: rule.value, priceMinor: scaled(currencyExponent(rules.currency)) };
}

function fromGtin(code: string, symbol: string): Scanned {
	const gtin14 = toGtin14(code);
	const upcE = symbol === ']E4' ? null : expandUpcE(code);
	if (upcE !== null) {
		const expanded = upcE.padStart(14, '0');
		// Eight digits that begin with 0 or 1 are far more often UPC-E than an in-store GTIN-8.
		const lookups = [expanded, ...(gtin14 === null ? [] : [gtin14]), code];
		return { kind: 'product', code, gtin14: expanded, lookups };
	}
	if (gtin14 === null) return plainProduct(code);
	const use = gtinUse(gtin14);
	if (use === 'coupon') return { kind: 'coupon', code, via: 'ean' };
	if (use === 'refund_receipt') return { kind: 'coupon', code, via: 'refund_receipt' };
	return { kind: 'product', code, gtin14, lookups: code === gtin14 ? [code] : [gtin14, code] };
}

function fromLetters(text: string, rules: ScanRules): Scanned | null {
	if (/^https?:/i.test(text)) return fromAddress(text, rules);
	const number = parseReceiptNumber(text);
	if (number) return { kind: 'receipt', via: 'number', number };
	const voucher = readVoucher(text);
	if (voucher !== null) return { kind: 'voucher', code: voucher };
	const isSku = text.length <= LONGEST_SKU && /[\p{L}\p{N}]/u.test(text) && !/[\p{C}\p{Zl}\p{Zp}]/u.test(text);
	return isSku ? plainProduct(text) : null;
}

function fromAddress(text: string, rules: ScanRules): Scanned | null {
	const token = parseReceiptUrl(text);
	if (token !== null) return { kind: 'receipt', via: 'token', token };
	const code = parseEnrolmentUrl(text);
	if (code !== null) return { kind: 'enrolment', code };
	const link = parseDigitalLink(text);
	return link.ok ? fromElements(link.elements, rules.currency) : null;
}

/** Sixteen symbols and their check symbol. */
function readVoucher(text: string): string | null {
	const code = readCheckedCrockford(text);
	return code?.length === 16 ? code : null;
}

function plainProduct(code: string): Scanned {
	const upper = code.toUpperCase();
	const lookups = upper === code ? [code] : [code, upper];
	return { kind: 'product', code, lookups, ...(isMistypedGtin(code) ? { problem: 'check_digit' as const } : {}) };
}
