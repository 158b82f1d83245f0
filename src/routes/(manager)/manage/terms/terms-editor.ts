/** What the fields for goods, stores and hours need around them, whatever the terms belong to. */
import type { ProductForSale } from '$lib/domain/basket/basket';
import type { OfferNames } from '$lib/i18n/offer-sentence';

export type TermsScene = {
	locale: string;
	stores: readonly { id: string; name: string; zone: string }[];
	groups: readonly { id: string; name: string; tint: string | null }[];
	/** What stands on goods. */
	words: { brands: readonly string[]; families: readonly string[]; categories: readonly string[] };
	/** What the ids of products in the terms are called. */
	productNames: Readonly<Record<string, string>>;
	/** To choose from before anything is typed. */
	goods: readonly ProductForSale[];
};

export interface TermsEditor {
	readonly scene: TermsScene;
	readonly names: OfferNames;
	/** Remembers what a product is called that was found. */
	learn: (product: Pick<ProductForSale, 'id' | 'name'>) => void;
	/** The remedy for the field, if something is wrong with it. */
	faultAt: (path: string) => string | undefined;
	/** Whether anything below the path is wrong. */
	isWrong: (path: string) => boolean;
}
