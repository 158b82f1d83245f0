import { recognise, type ScanRules } from '../code/scan';
import { normaliseEmail } from './email';
import { looksLikePhone, normalisePhone } from './phone';
import { trunkPrefixes } from './calling-codes';

/** What somebody is to be found by. Phone numbers are E.164, addresses in the form they are kept in. */
export type TypedMeans =
	/** `isOurs`: the number lies in a range of the shop, or a mask made it. */
	| { kind: 'card'; number: string; isOurs: boolean }
	| { kind: 'phone'; phone: string }
	| { kind: 'email'; email: string }
	/** Nothing of it may be kept. */
	| { kind: 'payment_card' }
	/** `@` without a whole address, a phone number too short: more is to come. */
	| { kind: 'unfinished' }
	| { kind: 'none' };

const shortestCard = 4;
const longestCard = 19;

/**
 * What a scanned, swiped or typed text says about a person, by the shop's rules and its country (ISO 3166). A number in a
 * range of the shop is a card; one that is written like a phone number is one; any other number of 4 to 19 digits may be a
 * card the server knows. Total: every text has an answer.
 */
export function readMeans(text: string, rules: ScanRules, country: string): TypedMeans {
	const typed = text.trim();
	if (typed.includes('@')) {
		const email = normaliseEmail(typed);
		return email === null ? { kind: 'unfinished' } : { kind: 'email', email };
	}
	// Before the stripe's rules: a number that begins with + is no track, whatever its digits are.
	if (isInternational(typed)) return asPhone(typed, country);
	const digits = typed.replace(/[\s-]/g, '');
	const scanned = recognise(/^\d+$/.test(digits) ? digits : typed, rules);
	if (scanned.kind === 'payment-card') return { kind: 'payment_card' };
	if (scanned.kind === 'card') return { kind: 'card', number: scanned.number, isOurs: true };
	if (looksLikePhone(typed) && isNational(digits, country)) return asPhone(typed, country);
	if (!/^\d+$/.test(digits)) return { kind: 'none' };
	if (digits.length < shortestCard) return { kind: 'unfinished' };
	return digits.length > longestCard ? { kind: 'none' } : { kind: 'card', number: digits, isOurs: false };
}

function isInternational(text: string): boolean {
	return /^\(?(?:\+|00)[\d\s()./-]*$/.test(text);
}

/** Begins with what is dialled before a national number; where nothing is, as long as national numbers are. */
function isNational(digits: string, country: string): boolean {
	const trunk = trunkPrefixes.get(country) ?? '0';
	return trunk === '' ? digits.length >= 8 && digits.length <= 10 : digits.startsWith(trunk);
}

function asPhone(text: string, country: string): TypedMeans {
	const phone = normalisePhone(text, country);
	return phone === null ? { kind: 'unfinished' } : { kind: 'phone', phone };
}
