/** What the editor of an offer needs around it: places, words to choose from, goods to try it with, the offers beside it. */
import type { OfferRecord } from '$lib/contract/sync/offers';
import type { ProductForSale } from '$lib/domain/basket/basket';
import type { OfferRule } from '$lib/domain/offers/draft';
import type { LineFilter } from '$lib/domain/offers/offer';
import type { Db } from '../db/client';
import { findBackend } from '../rewards/settings';
import { filtersOf, productsIn } from './named';
import { listActiveOffers } from './offers';
import {
	searchGoods,
	selectBestGoods,
	selectEditorGroups,
	selectEditorStores,
	selectEditorTaxRates,
	selectNamedGoods,
	selectProductNames,
	selectWords,
	type GoodsRow,
	type Named
} from './queries.editor';

const mostWords = 500;
const goodsShown = 12;

export type EditorScene = {
	currency: string;
	locale: string;
	stores: Awaited<ReturnType<typeof selectEditorStores>>;
	groups: Awaited<ReturnType<typeof selectEditorGroups>>;
	taxRates: Awaited<ReturnType<typeof selectEditorTaxRates>>;
	words: Awaited<ReturnType<typeof selectWords>>;
	/** What the ids of products in the offer are called. */
	productNames: Record<string, string>;
	/** To try it with: what the offer is about, then what is sold most. */
	goods: ProductForSale[];
	/** Those in force, the edited one among them as it stands. */
	active: OfferRecord[];
	/** Another system keeps the members' value. */
	isElsewhere: boolean;
};

function toProduct(row: GoodsRow): ProductForSale {
	return { ...row, codes: [] };
}

function namedIn(filters: readonly LineFilter[]): Named {
	const terms = filters.flatMap(({ include }) => include);
	return {
		productIds: terms.flatMap(({ productIds }) => productIds),
		groupIds: terms.flatMap(({ groupIds }) => groupIds),
		brands: terms.flatMap(({ brands }) => brands),
		families: terms.flatMap(({ families }) => families),
		categories: terms.flatMap(({ categories }) => categories)
	};
}

async function goodsFor(db: Db, named: Named): Promise<ProductForSale[]> {
	const meant = await selectNamedGoods(db, named, goodsShown);
	const best = await selectBestGoods(db, goodsShown);
	return [...new Map([...meant, ...best].map((row) => [row.id, toProduct(row)])).values()];
}

/** `rule`: the offer that is edited or copied; without one the goods are the best sellers. */
export async function readEditor(db: Db, rule: OfferRule | null): Promise<EditorScene> {
	const filters = rule ? filtersOf(rule) : [];
	const [stores, groups, taxRates, words, names, goods, active, backend] = await Promise.all([
		selectEditorStores(db),
		selectEditorGroups(db),
		selectEditorTaxRates(db),
		selectWords(db, mostWords),
		selectProductNames(db, productsIn(filters)),
		goodsFor(db, namedIn(filters)),
		listActiveOffers(db),
		findBackend(db)
	]);
	return {
		currency: stores[0]?.currency ?? 'EUR',
		locale: stores[0]?.locale ?? 'en-GB',
		stores,
		groups,
		taxRates,
		words,
		productNames: Object.fromEntries(names.map(({ id, name }) => [id, name])),
		goods,
		active,
		isElsewhere: backend !== 'builtin'
	};
}

/** Goods by name, article number or code; nothing for nothing. */
export async function findGoods(db: Db, search: string): Promise<ProductForSale[]> {
	const text = search.trim().slice(0, 100);
	return text === '' ? [] : (await searchGoods(db, text, goodsShown)).map(toProduct);
}

/** Goods that a filter may mean; the engine decides which of them it does. */
export async function findGoodsLike(db: Db, filter: LineFilter): Promise<ProductForSale[]> {
	return (await selectNamedGoods(db, namedIn([filter]), goodsShown)).map(toProduct);
}
