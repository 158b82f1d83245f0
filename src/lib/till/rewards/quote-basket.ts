/** What a basket costs and earns by the rules this till pulled. */
import type { StoreSettings } from '$lib/contract/sync/pull';
import type { Basket } from '$lib/domain/basket/basket';
import type { PriceTerms } from '$lib/domain/basket/price';
import type { CompiledOffers } from '$lib/domain/offers/compile';
import { quote } from '$lib/domain/offers/quote';
import type { Quote } from '$lib/domain/offers/quote-types';
import type { Person } from './person';

export type QuoteWish = {
	offers: CompiledOffers;
	basket: Basket;
	terms: PriceTerms;
	store: Pick<StoreSettings, 'storeId' | 'zone'>;
	person: Person;
	/** The corrected time. */
	atMs: number;
};

/** Counters and budgets live on the server alone: rules with such limits need a connection here. */
export function quoteBasket({ offers, basket, terms, store, person, atMs }: QuoteWish): Quote {
	const { tier, segments, known } = person;
	return quote(offers, {
		basket,
		terms,
		member: basket.member && { tier, segments, counters: {}, countersAsOfMs: atMs },
		context: {
			atMs,
			zone: store.zone,
			storeId: store.storeId,
			known: { ...known, counters: false, budgets: false },
			coupons: [],
			budgets: {}
		}
	});
}
