/** What ids are called, as far as the page knows: those it was given, and goods as they are found. */
import type { ProductForSale } from '$lib/domain/basket/basket';
import type { OfferNames } from '$lib/i18n/offer-sentence';
import { toNames } from '../offers/offer-names';
import type { TermsScene } from './terms-editor';

export class KnownNames {
	readonly #products = $state<Record<string, string>>({});

	constructor(readonly scene: TermsScene) {
		this.#products = { ...scene.productNames };
		for (const product of scene.goods) this.#products[product.id] = product.name;
	}

	readonly names: OfferNames = $derived.by(() => {
		const { stores, groups, locale } = this.scene;
		const byId = Object.fromEntries([...groups, ...stores].map(({ id, name }) => [id, name]));
		return toNames({ byId: { ...byId, ...this.#products }, locale, zone: stores[0]?.zone ?? 'UTC' });
	});

	learn({ id, name }: Pick<ProductForSale, 'id' | 'name'>): void {
		this.#products[id] = name;
	}
}
