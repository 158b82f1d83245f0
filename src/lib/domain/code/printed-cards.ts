/** Numbers of cards that were printed: from a first to a last of one range, or a list of them. */
import { cardNumber, findCardRange, isInPaymentRange, type CardRange } from './card';

export type Series = { ok: true; numbers: string[] } | { ok: false; code: SeriesRefusal };
export type SeriesRefusal = 'first_not_of_range' | 'last_not_of_range' | 'backwards' | 'too_many';

/** All numbers of a range from `first` to `last`, check digits included; at most `most` of them. */
export function seriesOf(range: CardRange, first: string, last: string, most: number): Series {
	const from = serialOf(range, first);
	if (from === null) return { ok: false, code: 'first_not_of_range' };
	const to = serialOf(range, last);
	if (to === null) return { ok: false, code: 'last_not_of_range' };
	if (to < from) return { ok: false, code: 'backwards' };
	if (to - from >= most) return { ok: false, code: 'too_many' };
	const serials = Array.from({ length: to - from + 1 }, (_, at) => from + at);
	return { ok: true, numbers: serials.flatMap((serial) => cardNumber(range, serial) ?? []) };
}

/** The running number of a card; null when it does not lie in the range, or is too large to count with. */
export function serialOf(range: CardRange, number: string): number | null {
	const end = number.length - (range.check === 'none' ? 0 : 1);
	const serial = Number(number.slice(range.prefix.length, end));
	return cardNumber(range, serial) === number ? serial : null;
}

export type SortedList = {
	/** Of one of the ranges, each once, in their order. */
	numbers: string[];
	repeated: number;
	/** Look like payment cards, whatever their last digit: nothing of them may be kept or shown. */
	paymentCards: number;
	/** In no range that is in use. */
	foreign: string[];
	/** Begin and are as long as a range says, but their last digit is another: mistyped. */
	misread: string[];
};

/** Sorts what somebody pasted, one number a line, by what can become of each. Total: every line lands somewhere. */
export function sortList(text: string, ranges: readonly CardRange[]): SortedList {
	const sorted: SortedList = { numbers: [], repeated: 0, paymentCards: 0, foreign: [], misread: [] };
	const seen = new Set<string>();
	for (const number of linesOf(text)) {
		if (isInPaymentRange(number)) sorted.paymentCards += 1;
		else if (seen.has(number)) sorted.repeated += 1;
		else placeOf(number, ranges, sorted).push(number);
		seen.add(number);
	}
	return sorted;
}

function placeOf(number: string, ranges: readonly CardRange[], { numbers, foreign, misread }: SortedList): string[] {
	if (findCardRange(number, ranges)) return numbers;
	const isMisread = findCardRange(
		number,
		ranges.map((range) => ({ ...range, check: 'none' }))
	);
	return isMisread ? misread : foreign;
}

/** The numbers of a list, without what printers put between their digits and without empty lines. */
export function linesOf(text: string): string[] {
	return text
		.split(/[\n\r,;]+/)
		.map((line) => line.replace(/[\s-]/g, ''))
		.filter((line) => line !== '');
}

/** The list without payment cards: what may be shown again and sent on. */
export function withoutPaymentCards(text: string): string {
	return linesOf(text)
		.filter((line) => !isInPaymentRange(line))
		.join('\n');
}
