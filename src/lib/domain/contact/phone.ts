import { callingCodes, trunkPrefixes } from './calling-codes';

/** Whether a typed text can only be meant as a phone number: digits and what people write between them. */
export function looksLikePhone(text: string): boolean {
	const digits = text.replace(/\D/g, '').length;
	return /^\s*(?:\+|\(|\d)[\d\s()./-]*$/.test(text) && digits >= 6 && digits <= 15;
}

/**
 * A phone number in E.164 (`+49301234567`), or null when it cannot be one. What has no `+` or `00` in front is a number of
 * `country` (ISO 3166), whose trunk prefix is left out (ITU-T E.164, E.123). `+49 (0)30 …` is understood. Lengths are those
 * of the recommendation, 7 to 15 digits with the calling code; whether anybody answers is not known.
 */
export function normalisePhone(text: string, country: string): string | null {
	if (!looksLikePhone(text)) return null;
	const international = /^\s*\(?(?:\+|00)/.test(text);
	const digits = text.replace(international ? /\(0\)/g : /$^/g, '').replace(/\D/g, '');
	const number = international ? digits.replace(/^00/, '') : fromNational(digits, country);
	return number !== null && /^[1-9][0-9]{6,14}$/.test(number) ? `+${number}` : null;
}

function fromNational(digits: string, country: string): string | null {
	const code = callingCodes.get(country);
	if (code === undefined) return null;
	const trunk = trunkPrefixes.get(country) ?? '0';
	const significant = trunk !== '' && digits.startsWith(trunk) ? digits.slice(trunk.length) : digits;
	return significant.length < 4 ? null : code + significant;
}

/** The last two digits: enough for the person in front of the till to know the number again. */
export function phoneEnding(phone: string): string {
	return phone.slice(-2);
}
