/** What a sale's receipt says of rewards: what the rewards system said, or what the till worked out alone. */
import type { Balance } from '$lib/contract/sync/rewards';
import { sumMinor } from '$lib/domain/money/money';
import type { Quote } from '$lib/domain/offers/quote-types';
import type { StoredBasket } from '../journal/rows';

export type Worth = { currency: string; amountMinor: number };

export type SaleRewards = {
	/** `promised`: by the rewards system, for this basket. `about`: worked out here; the server computes it when the sale arrives. */
	certainty: 'promised' | 'about';
	earned: Worth[];
	/** With this sale's spend and award; null: not known. */
	balances: Worth[] | null;
	messages: string[];
};

/** Sums by currency in the order they come; what is worth nothing is left out. */
export function worthOf(parts: readonly Worth[]): Worth[] {
	const sums = new Map<string, number>();
	for (const { currency, amountMinor } of parts) sums.set(currency, (sums.get(currency) ?? 0) + amountMinor);
	return [...sums].flatMap(([currency, amountMinor]) => (amountMinor > 0 ? [{ currency, amountMinor }] : []));
}

/** Null: nobody earns on this sale. */
export function saleRewards(stored: StoredBasket, quote: Pick<Quote, 'awards'>, currency: string): SaleRewards | null {
	if (!stored.basket.member) return null;
	const opened = stored.opening?.opened;
	if (!opened) {
		const earned = worthOf(quote.awards.filter(({ possible }) => !possible));
		return { certainty: 'about', earned, balances: null, messages: [] };
	}
	const earned = worthOf(opened.awards);
	const balances = afterwards(opened.balances, earned, { currency, amountMinor: spentOfWallet(stored) });
	return { certainty: 'promised', earned, balances, messages: opened.messages };
}

/** Instant spends are given and used in one moment: the wallet never sees them. */
function spentOfWallet({ spends = [] }: StoredBasket): number {
	return sumMinor(spends.filter(({ kind }) => kind !== 'instant').map(({ amountMinor }) => amountMinor));
}

function afterwards(balances: readonly Balance[], earned: readonly Worth[], spent: Worth): Worth[] {
	const currencies = [...new Set([...balances, ...earned].map(({ currency }) => currency))];
	return currencies.map((currency) => {
		const before = balances.find((one) => one.currency === currency)?.balanceMinor ?? 0;
		const plus = earned.find((one) => one.currency === currency)?.amountMinor ?? 0;
		const minus = spent.currency === currency ? spent.amountMinor : 0;
		return { currency, amountMinor: before - minus + plus };
	});
}
