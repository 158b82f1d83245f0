/** What may be wrong with a store as it was typed; every fault names its field and the remedy. */
import { currencyExponent } from '$lib/domain/money/money';

export type StoreInput = {
	/** Begins the codes of its tills: `S02` gives `S02T01`. */
	code: string;
	name: string;
	address: string;
	/** Empty where the shop has none. */
	taxNumber: string;
	zone: string;
	/** How receipts write amounts and dates, such as `de-DE`. */
	locale: string;
	currency: string;
	pricesIncludeTax: boolean;
	/** The smallest coin given, in minor units. */
	cashStepMinor: string;
	/** Percent, as typed. */
	discountLimit: string;
	autoLockSeconds: string;
	receiptFooter: string;
};
export type StoreFaults = Partial<Record<keyof StoreInput, string>>;

/** The steps in which a currency's cash may be given, in minor units; the same list stands in the table's check. */
export const cashSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] as const;

/** What the shop holds already, which a store has to fit. */
export type StoreScene = {
	id: string | null;
	others: readonly { id: string; code: string; name: string; currency: string }[];
	former: { code: string; currency: string; tills: number } | null;
	hasSales: boolean;
	hasPrices: boolean;
};

export function storeFaults(input: StoreInput, scene: StoreScene): StoreFaults {
	const found: [keyof StoreInput, string | null][] = [
		['code', codeFault(input.code, scene)],
		['name', nameFault(input.name, scene)],
		['address', textFault(input.address, 200, 'Type the address that stands on receipts.')],
		['taxNumber', textFault(input.taxNumber, 40, null)],
		['zone', isZone(input.zone) ? null : 'Choose a time zone such as Europe/Berlin.'],
		['locale', isLocale(input.locale) ? null : 'Choose how amounts and dates are written.'],
		['currency', currencyFault(input.currency, scene)],
		['cashStepMinor', cashSteps.some((step) => String(step) === input.cashStepMinor) ? null : 'Choose a cash step.'],
		['discountLimit', readPercentBp(input.discountLimit) === null ? 'Type a percentage from 0 to 100.' : null],
		['autoLockSeconds', lockFault(input.autoLockSeconds)],
		['receiptFooter', input.receiptFooter.trim().length > 300 ? 'Use at most 300 characters.' : null]
	];
	return Object.fromEntries(found.filter(([, fault]) => fault !== null)) as StoreFaults;
}

/** `19`, `7,5` or `8.25` percent as basis points; null when it is none from 0 to 100 with at most two decimals. */
export function readPercentBp(typed: string): number | null {
	const text = typed.trim().replace(/\s*%$/, '').replace(',', '.');
	if (!/^\d{1,3}(\.\d{1,2})?$/.test(text)) return null;
	const basisPoints = Math.round(Number(text) * 100);
	return basisPoints <= 10_000 ? basisPoints : null;
}

function codeFault(code: string, { id, others, former }: StoreScene): string | null {
	if (former && former.tills > 0 && code !== former.code) {
		return `The codes of this store’s tills begin with ${former.code}, so it keeps it.`;
	}
	if (!/^[A-Z0-9]{2,8}$/.test(code)) return 'Use 2 to 8 capital letters and digits, for example S02.';
	const owner = others.find((store) => store.code === code && store.id !== id);
	return owner ? `${owner.name} has this code already; choose another.` : null;
}

function nameFault(name: string, { id, others }: StoreScene): string | null {
	const same = (other: string) => other.trim().toLowerCase() === name.trim().toLowerCase();
	if (others.some((store) => store.id !== id && same(store.name))) {
		return 'Another store has this name; a street or quarter tells them apart.';
	}
	return textFault(name, 200, 'Type a name; a street or quarter tells stores apart.');
}

/** Products have one price, so all stores sell in one currency, and sums over past sales need it to stay. */
function currencyFault(currency: string, { id, others, former, hasSales, hasPrices }: StoreScene): string | null {
	if (!Intl.supportedValuesOf('currency').includes(currency)) return 'Type a currency code such as EUR.';
	const shared = others.find((store) => store.id !== id)?.currency;
	if (shared !== undefined && shared !== currency)
		return `All stores sell in one currency, ${shared}: prices are in it.`;
	if (!former || former.currency === currency) return null;
	if (hasSales) return `Sales were made in ${former.currency}, so the shop keeps it.`;
	if (hasPrices && currencyExponent(former.currency) !== currencyExponent(currency)) {
		return `Prices stand in ${former.currency}; ${currency} has other decimals. Empty the prices first.`;
	}
	return null;
}

function lockFault(typed: string): string | null {
	const seconds = /^\d{1,4}$/.test(typed) ? Number(typed) : 0;
	return seconds >= 15 && seconds <= 3600 ? null : 'Choose a time from 15 seconds to an hour.';
}

/** `missing`: what to say of an empty text; null: it may be empty. */
function textFault(text: string, most: number, missing: string | null): string | null {
	if (!text.trim()) return missing;
	return text.trim().length > most ? `Use at most ${String(most)} characters.` : null;
}

export function isZone(zone: string): boolean {
	try {
		new Intl.DateTimeFormat('en', { timeZone: zone });
		return zone !== '';
	} catch {
		return false;
	}
}

function isLocale(locale: string): boolean {
	try {
		return locale.length <= 20 && Intl.NumberFormat.supportedLocalesOf(locale).length === 1;
	} catch {
		return false;
	}
}
