import { sql } from 'kysely';
import type { Db } from '../db/client';

/** What PostgreSQL reads as a uuid: an offer may name anything, and what is none names no row. */
const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const uuids = (ids: readonly string[]) => ids.filter((id) => uuidForm.test(id));

const goodsColumns = [
	'id',
	'sku',
	'name',
	'group_id as groupId',
	'price_minor as priceMinor',
	'tax_rate_id as taxRateId',
	'sell_by as sellBy',
	'unit',
	'minimum_price_minor as minimumPriceMinor',
	'favourite',
	'image_url as imageUrl',
	'brand',
	'family',
	'categories',
	'in_promotions as inPromotions'
] as const;

function goods(db: Db) {
	return db.selectFrom('products').select(goodsColumns).where('status', '=', 'active');
}

export type GoodsRow = Awaited<ReturnType<typeof selectBestGoods>>[number];

/** What is sold most, favourites first. */
export function selectBestGoods(db: Db, limit: number) {
	return goods(db).orderBy('favourite', 'desc').orderBy('sold_milli', 'desc').orderBy('name').limit(limit).execute();
}

export type Named = {
	productIds: readonly string[];
	groupIds: readonly string[];
	brands: readonly string[];
	families: readonly string[];
	categories: readonly string[];
};

/** Goods that any of the names means, those named themselves first. */
export function selectNamedGoods(db: Db, named: Named, limit: number) {
	const { productIds, groupIds, brands, families, categories } = named;
	const isNamed = sql<boolean>`id = ANY(${uuids(productIds)}::uuid[])`;
	return goods(db)
		.where((of) =>
			of.or([
				isNamed,
				sql<boolean>`group_id = ANY(${uuids(groupIds)}::uuid[])`,
				sql<boolean>`brand = ANY(${[...brands]}::text[])`,
				sql<boolean>`family = ANY(${[...families]}::text[])`,
				sql<boolean>`categories && ${[...categories]}::text[]`
			])
		)
		.orderBy(isNamed, 'desc')
		.orderBy('sold_milli', 'desc')
		.orderBy('name')
		.limit(limit)
		.execute();
}

/** By name, article number or code. */
export function searchGoods(db: Db, search: string, limit: number) {
	const like = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
	const begins = `${search.replace(/[\\%_]/g, '\\$&')}%`;
	const code = /^\d{6,14}$/.test(search) ? search.padStart(14, '0') : search;
	return goods(db)
		.where((of) =>
			of.or([
				of('name', 'ilike', like),
				of('sku', 'ilike', begins),
				of.exists(
					of
						.selectFrom('product_codes as c')
						.select('c.code')
						.whereRef('c.product_id', '=', 'products.id')
						.where('c.code', 'in', [search, code])
				)
			])
		)
		.orderBy((of) => of('name', 'ilike', begins), 'desc')
		.orderBy('sold_milli', 'desc')
		.orderBy('name')
		.limit(limit)
		.execute();
}

/** Products by their ids, whatever their state: an offer may name one that is gone. */
export function selectProductNames(db: Db, ids: readonly string[]) {
	const known = uuids(ids);
	if (known.length === 0) return Promise.resolve([]);
	return db
		.selectFrom('products')
		.select(['id', 'name'])
		.where(sql<boolean>`id = ANY(${known}::uuid[])`)
		.execute();
}

export function selectEditorStores(db: Db) {
	return db
		.selectFrom('stores')
		.select(['id', 'name', 'zone', 'locale', 'currency', 'prices_include_tax as pricesIncludeTax'])
		.orderBy('code')
		.execute();
}

export function selectEditorGroups(db: Db) {
	return db.selectFrom('groups').select(['id', 'name', 'tint']).orderBy('sort').orderBy('name').execute();
}

export function selectEditorTaxRates(db: Db) {
	return db.selectFrom('tax_rates').select(['id', 'name', 'letter', 'rate_bp as rateBp']).orderBy('letter').execute();
}

/** Words that stand on goods and members; an offer can ask for them. */
export async function selectWords(db: Db, limit: number) {
	const distinct = (words: ReturnType<typeof sql<{ word: string }>>) =>
		sql<{
			word: string;
		}>`SELECT DISTINCT word FROM (${words}) AS all_words WHERE word <> '' ORDER BY word LIMIT ${limit}`
			.execute(db)
			.then(({ rows }) => rows.map(({ word }) => word));
	const [brands, families, categories, tiers, segments] = await Promise.all([
		distinct(sql`SELECT brand AS word FROM products WHERE brand IS NOT NULL`),
		distinct(sql`SELECT family AS word FROM products WHERE family IS NOT NULL`),
		distinct(sql`SELECT unnest(categories) AS word FROM products`),
		distinct(sql`SELECT tier AS word FROM members WHERE tier IS NOT NULL`),
		distinct(sql`SELECT unnest(segments) AS word FROM members`)
	]);
	return { brands, families, categories, tiers, segments };
}
