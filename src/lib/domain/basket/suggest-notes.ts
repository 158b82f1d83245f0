import { currencyExponent } from '../money/money';

export type NoteSuggestion = { givenMinor: number; changeMinor: number };

type Cash = {
	/** A handy small amount, in minor units. */ baseMinor: number;
	/** Notes in use, in multiples of it. */ notes: number[];
};

const EURO_LIKE = [5, 10, 20, 50, 100, 200, 500];

/** Notes in use. Other currencies are taken to have notes of 5, 10, 20 … units of the currency. */
const CASH: Readonly<Record<string, Cash>> = {
	EUR: { baseMinor: 100, notes: EURO_LIKE },
	USD: { baseMinor: 100, notes: [1, 5, 10, 20, 50, 100] },
	GBP: { baseMinor: 100, notes: [5, 10, 20, 50] },
	CHF: { baseMinor: 100, notes: [10, 20, 50, 100, 200] },
	SEK: { baseMinor: 1000, notes: [2, 5, 10, 20, 50, 100] },
	NOK: { baseMinor: 1000, notes: [5, 10, 20, 50, 100] },
	DKK: { baseMinor: 1000, notes: [5, 10, 20, 50, 100] },
	JPY: { baseMinor: 100, notes: [10, 20, 50, 100] },
	KRW: { baseMinor: 1000, notes: [1, 5, 10, 50] },
	PLN: { baseMinor: 100, notes: [10, 20, 50, 100, 200, 500] },
	CZK: { baseMinor: 1000, notes: [10, 20, 50, 100, 200, 500] },
	HUF: { baseMinor: 10_000, notes: [5, 10, 20, 50, 100, 200] }
};

/** Sums people reach with two or three pieces of money: the next 1, 5, 10, 50 … above. */
const ROUND_SUMS = [1, 5, 10, 50, 100, 500];

/** The largest note in use, in minor units. */
export function largestNoteMinor(currency: string): number {
	const { baseMinor, notes } = cashOf(currency);
	return Math.max(...notes) * baseMinor;
}

function cashOf(currency: string): Cash {
	return CASH[currency] ?? { baseMinor: 10 ** currencyExponent(currency), notes: EURO_LIKE };
}

/** Whether so much cash for what is left (both in minor units) is more likely a slip: over ten times as much, and above any note. */
export function isUnlikelyCash(givenMinor: number, leftMinor: number, currency: string): boolean {
	return givenMinor > 10 * leftMinor && givenMinor > largestNoteMinor(currency);
}

/**
 * What a customer will probably hand over: the exact amount first, then up to `count` larger ones, ascending, each with
 * the change it leads to. `leftMinor` > 0 is what is left in cash (already rounded to coins); else nothing is suggested.
 */
export function suggestNotes(leftMinor: number, currency: string, count = 4): NoteSuggestion[] {
	if (leftMinor <= 0) return [];
	const { baseMinor, notes } = cashOf(currency);
	const largest = largestNoteMinor(currency);
	const steps = ROUND_SUMS.map((sum) => sum * baseMinor).filter((step) => step <= largest);
	const rounded = steps.map((step) => Math.ceil(leftMinor / step) * step);
	const single = notes.map((note) => note * baseMinor).filter((note) => note > leftMinor);
	const larger = [...new Set([...rounded, ...single])].filter((given) => given > leftMinor).sort((a, b) => a - b);
	return [leftMinor, ...larger.slice(0, count)].map((givenMinor) => ({
		givenMinor,
		changeMinor: givenMinor - leftMinor
	}));
}
