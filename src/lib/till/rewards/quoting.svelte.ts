/** The quote on the screen. It moves with the basket and the rules, and stands still once money was taken for it. */
import { isBeingPaid } from '../baskets/basket-desk';
import { termsOf } from '../baskets/close';
import type { Pulled } from '../catalogue/pulled.svelte';
import type { CatalogueStore } from '../catalogue/store';
import type { StoredBasket } from '../journal/rows';
import type { Clock } from '../ports';
import { People, stranger } from './person';
import { quoteBasket } from './quote-basket';
import type { Basket } from '$lib/domain/basket/basket';
import { compileOffers } from '$lib/domain/offers/compile';
import type { BudgetsGiven, Quote } from '$lib/domain/offers/quote-types';

type Facts = {
	pulled: Pulled;
	catalogue: CatalogueStore;
	clock: Clock;
	offsetMs: () => number;
	/** What offers with a budget gave; null: not known now. */
	budgets: () => BudgetsGiven | null;
	/** The same basket has another quote now. */
	changed: () => void;
};

const nowhere = { storeId: '', zone: 'UTC', pricesIncludeTax: true, currency: 'EUR' };

export class Quoting {
	readonly people: People;
	readonly #facts: Facts;
	#shown: StoredBasket | null = null;
	#quote = $state.raw<Quote>(nothing());

	constructor(facts: Facts) {
		this.#facts = facts;
		this.people = new People(facts.catalogue);
	}

	get current(): Quote {
		return this.#quote;
	}

	/** The open basket changed. Payments alone change no price: what was asked for is what is paid. */
	show(stored: StoredBasket): void {
		const isSame = this.#shown?.basket === stored.basket;
		this.#shown = stored;
		if (!isSame) this.#renew();
		const { member } = stored.basket;
		if (member && !isSame) void this.#recall(stored.basket, member);
	}

	async #recall(basket: Basket, member: NonNullable<Basket['member']>): Promise<void> {
		if ((await this.people.recall(member)) && this.#shown?.basket === basket) this.refresh();
	}

	/** Rules, prices' terms or what is known of the member changed. */
	refresh(): void {
		if (this.#shown && !isBeingPaid(this.#shown)) {
			this.#renew();
			this.#facts.changed();
		}
	}

	#renew(): void {
		const { basket, quotedAtMs } = this.#shown ?? {};
		if (basket) this.#quote = this.of(basket, quotedAtMs);
	}

	/** `atMs` by this machine's clock. */
	of(basket: Basket, atMs = this.#facts.clock.now()): Quote {
		const { pulled, offsetMs, budgets } = this.#facts;
		const settings = pulled.settings ?? nowhere;
		return quoteBasket({
			offers: pulled.offers,
			basket,
			terms: termsOf(settings, pulled.taxRates),
			store: settings,
			person: basket.member ? this.people.of(basket.member) : stranger,
			atMs: atMs + offsetMs(),
			budgets: budgets()
		});
	}
}

function nothing(): Quote {
	const basket: Basket = { id: '', openedAtMs: 0, lines: [], discount: null, member: null, note: null };
	const terms = termsOf(nowhere, []);
	const offers = compileOffers([]);
	return quoteBasket({ offers, basket, terms, store: nowhere, person: stranger, atMs: 0, budgets: null });
}
