/** What a basket costs and earns by the rules this till pulled. */
import type { StoreSettings } from '$lib/contract/sync/pull';
import type { Basket } from '$lib/domain/basket/basket';
import type { PriceTerms } from '$lib/domain/basket/price';
import type { CompiledOffers } from '$lib/domain/offers/compile';
import { quote } from '$lib/domain/offers/quote';
import type { BudgetsGiven, Quote } from '$lib/domain/offers/quote-types';
import type { Person } from './person';

export type QuoteWish = {
	offers: CompiledOffers;
	basket: Basket;
	terms: PriceTerms;
	store: Pick<StoreSettings, 'storeId' | 'zone'>;
	person: Person;
	/** The corrected time. */
	atMs: number;
	/** What offers with a budget gave, by offer id; null: not known here, and rules with one need a connection. */
	budgets: BudgetsGiven | null;
};

export function quoteBasket({ offers, basket, terms, store, person, atMs, budgets }: QuoteWish): Quote {
	const { tier, segments, known, given = { counters: {}, countersAsOfMs: atMs } } = person;
	return quote(offers, {
		basket,
		terms,
		member: basket.member && { tier, segments, ...given },
		context: {
			atMs,
			zone: store.zone,
			storeId: store.storeId,
			known: { ...known, counters: person.given !== undefined, budgets: budgets !== null },
			coupons: (basket.coupons ?? []).map((couponId) => ({ couponId, usable: true })),
			budgets: budgets ?? {}
		}
	});
}
