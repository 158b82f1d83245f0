import { gs1CheckDigit, hasGs1CheckDigit, hasLuhnDigit, isDigits, luhnDigit } from './check-digit';

/** Card numbers that begin with `prefix`, have `length` digits and end in the check digit named. Ranges are data. */
export interface CardRange {
	prefix: string;
	length: number;
	check: 'luhn' | 'gs1' | 'none';
	/** A range that is switched off identifies nobody. */
	active: boolean;
}

/**
 * A form of card numbers: literal digits, `#` any digit, `C` the GS1 check digit and `L` the Luhn digit of all before it,
 * round brackets around digits to keep. `replace` builds the number that is looked up, `$1` standing for the first bracket;
 * without it the whole number counts. Example: mask `77(#############)`, replace `$1`.
 */
export interface CardMask {
	mask: string;
	replace?: string | undefined;
}

/**
 * First four digits of the card schemes (ISO/IEC 7812 issuer numbers in public lists), Diners and Maestro included: such
 * numbers are never issued and never kept.
 */
const PAYMENT_RANGES: readonly (readonly [lowest: number, highest: number])[] = [
	[2221, 2720],
	[3000, 3099],
	[3400, 3999],
	[4000, 5999],
	[6000, 6099],
	[6200, 6599],
	[6700, 6799],
	[9792, 9792]
];

/** Whether digits lie in a range of payment cards, whatever their check digit. For numbers read from a stripe. */
export function isInPaymentRange(digits: string): boolean {
	return isDigits(digits) && digits.length >= 12 && digits.length <= 19 && meetsPaymentRange(digits);
}

/**
 * Whether digits from any source are most likely a payment card: in a range, 15 to 19 digits, right Luhn digit. Shorter
 * ones are left alone, because GTINs look the same.
 */
export function isPaymentCard(digits: string): boolean {
	return digits.length >= 15 && isInPaymentRange(digits) && hasLuhnDigit(digits);
}

/** The first active range the number lies in, or null. */
export function findCardRange(number: string, ranges: readonly CardRange[]): CardRange | null {
	return ranges.find((range) => range.active && isInRange(number, range)) ?? null;
}

function isInRange(number: string, { prefix, length, check }: CardRange): boolean {
	if (number.length !== length || !isDigits(number) || !number.startsWith(prefix)) return false;
	if (check === 'luhn') return hasLuhnDigit(number);
	return check === 'gs1' ? hasGs1CheckDigit(number) : true;
}

/** Why a range cannot be used for own cards, or null when it can. */
export function refuseCardRange({ prefix, length }: CardRange): 'bad_prefix' | 'bad_length' | 'payment_range' | null {
	if (!isDigits(prefix)) return 'bad_prefix';
	if (!Number.isInteger(length) || length <= prefix.length || length > 19) return 'bad_length';
	return meetsPaymentRange(prefix) ? 'payment_range' : null;
}

function meetsPaymentRange(prefix: string): boolean {
	const lowest = Number(prefix.slice(0, 4).padEnd(4, '0'));
	const highest = Number(prefix.slice(0, 4).padEnd(4, '9'));
	return PAYMENT_RANGES.some(([from, to]) => lowest <= to && highest >= from);
}

/** The card number with this serial in the range, check digit included, or null when the serial does not fit. */
export function cardNumber({ prefix, length, check }: CardRange, serial: number): string | null {
	const places = length - prefix.length - (check === 'none' ? 0 : 1);
	const digits = String(serial);
	if (!Number.isSafeInteger(serial) || serial < 0 || digits.length > places) return null;
	const payload = prefix + digits.padStart(places, '0');
	if (check === 'none') return payload;
	return payload + String(check === 'luhn' ? luhnDigit(payload) : gs1CheckDigit(payload));
}

/** The card number that the first fitting mask makes of a scanned number, or null when no mask fits. */
export function matchCardMask(number: string, masks: readonly CardMask[]): string | null {
	if (!isDigits(number)) return null;
	for (const { mask, replace } of masks) {
		const found = isCardMask(mask) ? toPattern(mask).exec(number) : null;
		if (!found || !checkPlacesHold(number, mask)) continue;
		return replace === undefined ? number : replace.replace(/\$([1-9])/g, (_, group) => found[Number(group)] ?? '');
	}
	return null;
}

/** Whether a mask can be used: only its own letters, brackets closed in order and not nested. */
export function isCardMask(mask: string): boolean {
	return /^(?:[0-9#CL]+|\([0-9#CL]+\))+$/.test(mask);
}

function toPattern(mask: string): RegExp {
	return new RegExp(`^${mask.replace(/[#CL]/g, '[0-9]')}$`);
}

function checkPlacesHold(number: string, mask: string): boolean {
	return [...mask.replace(/[()]/g, '')].every((place, at) => {
		const upToHere = number.slice(0, at + 1);
		if (place === 'C') return hasGs1CheckDigit(upToHere);
		return place !== 'L' || hasLuhnDigit(upToHere);
	});
}
