/** Payment-card numbers in texts that people and other systems write freely. */
import { isPaymentCard } from './card';

type Group = { digits: string; from: number; to: number };

const mostDigits = 19;
/** What stands between the groups of a number as it is embossed or typed. */
const separator = /^[ \u00A0.-]$/;

function groupsIn(text: string): Group[] {
	return [...text.matchAll(/[0-9]+/g)].map(({ 0: digits, index }) => ({
		digits,
		from: index,
		to: index + digits.length
	}));
}

/** The longest number that begins with this group, and how many groups it has. */
function numberAt(text: string, groups: readonly Group[], first: number, isCard: (digits: string) => boolean) {
	let digits = '';
	let found: { digits: string; to: number; count: number } | null = null;
	for (let last = first; last < groups.length; last++) {
		const group = groups[last];
		if (!group) break;
		const before = groups[last - 1];
		if (last > first && before && !separator.test(text.slice(before.to, group.from))) break;
		digits += group.digits;
		if (digits.length > mostDigits) break;
		if (isCard(digits)) found = { digits, to: group.to, count: last - first + 1 };
	}
	return found;
}

/**
 * The text with the first six and the last four digits of each payment card in it, `411111******1111`: all that may be kept
 * of one (PCI DSS 4.0, 3.4.1). `isCard` says what counts as one; by default what most likely is one from any source.
 */
export function withoutPaymentNumbers(text: string, isCard: (digits: string) => boolean = isPaymentCard): string {
	return replaceNumbers(text, isCard, 6);
}

/** Each number keeps so many of its first digits and the last four. */
function replaceNumbers(text: string, isCard: (digits: string) => boolean, first: number): string {
	const groups = groupsIn(text);
	let [kept, done] = ['', 0];
	for (let at = 0; at < groups.length;) {
		const found = numberAt(text, groups, at, isCard);
		const from = groups[at]?.from ?? 0;
		at += found?.count ?? 1;
		if (!found) continue;
		const { digits, to } = found;
		kept += `${text.slice(done, from)}${digits.slice(0, first)}${'*'.repeat(digits.length - first - 4)}${digits.slice(-4)}`;
		done = to;
	}
	return kept + text.slice(done);
}

export function hasPaymentNumber(text: string): boolean {
	return withoutPaymentNumbers(text) !== text;
}

const uuid = /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/i;

/** As long as a card's number, the shop's or a payment card's; barcodes of goods are shorter (GS1: at most 14 digits). */
function isAnyCard(digits: string): boolean {
	return digits.length >= 15 || isPaymentCard(digits);
}

/**
 * For eyes that need no more: every card number in the text, the shop's own too, with its last four digits only. Ids stay as
 * they are. What is kept as evidence is never changed by this.
 */
export function withMaskedCards(text: string): string {
	return text
		.split(uuid)
		.map((part, index) => (index % 2 === 1 ? part : replaceNumbers(part, isAnyCard, 0)))
		.join('');
}
