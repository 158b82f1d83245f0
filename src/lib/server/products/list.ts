import type { Db } from '$lib/server/db/client';
import {
	countProducts,
	selectChoices,
	selectProducts,
	selectTraitWords,
	type ProductFilter,
	type ProductKey
} from './queries';

export type { ProductFilter, ProductSort } from './queries';

const pageSize = 50;

/** One page of products and the key of the next. The key travels in the address as `value~id`. */
export async function listProducts(db: Db, filter: ProductFilter, after: string | null) {
	const rows = await selectProducts(db, filter, readKey(after, filter), pageSize + 1);
	const page = rows.slice(0, pageSize);
	const last = page.at(-1);
	return {
		rows: page,
		next: rows.length > pageSize && last ? `${String(last.sortValue)}~${last.id}` : null,
		total: await countProducts(db, filter)
	};
}

function readKey(text: string | null, filter: ProductFilter): ProductKey | null {
	const [, value, id] = /^(.*)~([0-9a-f-]{36})$/s.exec(text ?? '') ?? [];
	if (value === undefined || id === undefined) return null;
	if (filter.sort === 'name') return { value, id };
	return /^-?\d+$/.test(value) ? { value: Number(value), id } : null;
}

/** What a product can be put into: groups, tax rates, and the currency prices are in. */
export async function listChoices(db: Db) {
	const [groups, taxRates, store] = await selectChoices(db);
	const { currency, locale, zone } = store ?? { currency: 'EUR', locale: 'en-GB', zone: 'UTC' };
	return { groups, taxRates, currency, locale, zone };
}

const mostTraitWords = 500;

/** What goods are called by already: brands, families, categories. */
export function listTraitWords(db: Db) {
	return selectTraitWords(db, mostTraitWords);
}
