/** What may be wrong with a correction as it was typed; every fault names its field and the remedy. */
import { currencyExponent } from '$lib/domain/money/money';
import { parseAmount } from '$lib/domain/money/parse-amount';
import { pointsCurrency } from '$lib/domain/offers/offer';

export type AdjustInput = {
	/** `give` or `take`. */
	direction: string;
	currency: string;
	amount: string;
	/** What the member reads. */
	label: string;
	reason: string;
	/** `2027-12-31`; empty: does not run out. */
	until: string;
	/** What is given may be spent on, as JSON; empty: everything. */
	conditions: string;
};

export type AdjustFaults = Partial<Record<keyof AdjustInput, string>>;

export type ReadAdjust = {
	amountMinor: number;
	label: string;
	reason: string;
	until: string | null;
	/** Not read yet. */
	conditions: string;
};

/** `today` and `until` are days on the shop's wall. */
export function readAdjust(
	input: AdjustInput,
	scene: { currencies: readonly string[]; today: string }
): ReadAdjust & { faults: AdjustFaults } {
	const { direction, currency, until } = input;
	const exponent =
		currency === pointsCurrency ? 0 : scene.currencies.includes(currency) ? currencyExponent(currency) : 2;
	const parsed = parseAmount(input.amount, exponent);
	const found: [keyof AdjustInput, string | null][] = [
		['direction', direction === 'give' || direction === 'take' ? null : 'Choose whether to give or to take.'],
		['currency', scene.currencies.includes(currency) ? null : 'Choose one of the shop’s currencies.'],
		['amount', amountFault(parsed, exponent)],
		['label', textFault(input.label, 80, 'Type what the member reads beside the amount.')],
		['reason', reasonFault(input.reason)],
		['until', direction === 'take' || until === '' ? null : untilFault(until, scene.today)]
	];
	const faults = Object.fromEntries(found.filter(([, fault]) => fault !== null)) as AdjustFaults;
	const amountMinor = parsed.ok ? parsed.amountMinor : 0;
	return {
		amountMinor: direction === 'take' ? -amountMinor : amountMinor,
		label: input.label.trim(),
		reason: input.reason.trim(),
		until: direction === 'take' || until === '' ? null : until,
		// What is taken is taken whatever it was for.
		conditions: direction === 'take' ? '' : input.conditions,
		faults
	};
}

function amountFault(parsed: ReturnType<typeof parseAmount>, exponent: number): string | null {
	if (parsed.ok) return parsed.amountMinor === 0 ? 'Type more than nothing.' : null;
	if (parsed.code === 'amount_too_many_decimals') {
		return exponent === 0 ? 'Type a whole number, without decimals.' : `Use at most ${String(exponent)} decimals.`;
	}
	return parsed.code === 'amount_too_large'
		? 'That is more than a wallet can hold; type less.'
		: 'Type an amount, for example 12.50.';
}

function textFault(text: string, most: number, missing: string): string | null {
	if (!text.trim()) return missing;
	return text.trim().length > most ? `Use at most ${String(most)} characters.` : null;
}

export function reasonFault(text: string): string | null {
	if (text.trim().length > 300) return 'Use at most 300 characters.';
	return text.trim().length < 5 ? 'Type why, in a few words; the books keep it.' : null;
}

function untilFault(until: string, today: string): string | null {
	if (!isDay(until)) return 'Choose a day, or leave it empty.';
	if (until < today) return 'That day is over; choose a later one, or leave it empty.';
	return until > '2199-12-31' ? 'Choose an earlier day, or leave it empty.' : null;
}

/** A day that the calendar has: 31 February is none. */
function isDay(text: string): boolean {
	const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
	return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
