/** What whoever writes terms chooses from: places, groups, words on goods, and goods to begin with. */
import type { ProductForSale } from '$lib/domain/basket/basket';
import type { LineFilter } from '$lib/domain/offers/offer';
import type { Db } from '../db/client';
import { productsIn } from './named';
import {
	searchGoods,
	selectBestGoods,
	selectEditorGroups,
	selectEditorStores,
	selectNamedGoods,
	selectProductNames,
	selectWords,
	type GoodsRow,
	type Named
} from './queries.editor';

const mostWords = 500;
const goodsShown = 12;

export type TermsScene = {
	currency: string;
	locale: string;
	stores: Awaited<ReturnType<typeof selectEditorStores>>;
	groups: Awaited<ReturnType<typeof selectEditorGroups>>;
	words: Awaited<ReturnType<typeof selectWords>>;
	/** What the ids of products in the terms are called. */
	productNames: Record<string, string>;
	/** What the terms are about, then what is sold most. */
	goods: ProductForSale[];
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

/** `filters`: those that are written already; without any the goods are the best sellers. */
export async function readTerms(db: Db, filters: readonly LineFilter[]): Promise<TermsScene> {
	const [stores, groups, words, names, goods] = await Promise.all([
		selectEditorStores(db),
		selectEditorGroups(db),
		selectWords(db, mostWords),
		selectProductNames(db, productsIn(filters)),
		goodsFor(db, namedIn(filters))
	]);
	return {
		currency: stores[0]?.currency ?? 'EUR',
		locale: stores[0]?.locale ?? 'en-GB',
		...{ stores, groups, words, goods },
		productNames: Object.fromEntries(names.map(({ id, name }) => [id, name]))
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
