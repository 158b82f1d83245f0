/** What somebody typed to find a member: part of a name, an address, a phone or a card. Pure. */
import { normalisePhone } from '$lib/domain/contact/phone';

export type MemberSearch =
	| { kind: 'words'; words: string[]; email: string | null }
	| { kind: 'email'; start: string }
	| { kind: 'digits'; digits: string; phoneStarts: string[]; ends: boolean };

/** Fewer digits than this fit half of the members. */
const fewestDigits = 2;
const mostWords = 6;

/** Null: nothing to look for. `country`: what a phone number without a country code means. */
export function readSearch(typed: string, country: string): MemberSearch | null {
	const text = typed.trim().slice(0, 100);
	if (text === '') return null;
	if (text.includes('@')) return { kind: 'email', start: text.toLowerCase() };
	if (/^(\.\.\.|…)?[+\d][\d\s()/.-]*$/.test(text)) return readDigits(text, country);
	const words = text
		.toLowerCase()
		.split(/[^\p{L}\p{N}]+/u)
		.filter(Boolean)
		.slice(0, mostWords);
	if (words.length === 0) return null;
	return { kind: 'words', words, email: /^[a-z0-9._+-]{3,}$/i.test(text) ? text.toLowerCase() : null };
}

function readDigits(text: string, country: string): MemberSearch | null {
	const digits = text.replace(/\D/g, '');
	if (digits.length < fewestDigits) return null;
	const whole = normalisePhone(text, country);
	const starts = [whole, text.startsWith('+') ? `+${digits}` : null].filter((start) => start !== null);
	return { kind: 'digits', digits, phoneStarts: [...new Set(starts)], ends: !text.startsWith('+') };
}
