import { sql, type Insertable, type Updateable } from 'kysely';
import type { Db } from '$lib/server/db/client';
import type { ProductsTable } from '$lib/server/db/schema';

export type ProductSort = 'name' | 'price' | 'sold';
export type ProductFilter = {
	search?: string | undefined;
	groupId?: string | undefined;
	status?: string | undefined;
	sort: ProductSort;
	descending: boolean;
};

/** `after`: sort value and id of the last row of the page above. */
export type ProductKey = { value: string | number; id: string };

const sortColumns = {
	name: sql`lower(p.name)`,
	price: sql`coalesce(p.price_minor, -1)`,
	sold: sql`p.sold_milli`
} as const;

function narrowed(db: Db, filter: ProductFilter) {
	let query = db.selectFrom('products as p').leftJoin('groups as g', 'g.id', 'p.group_id');
	if (filter.groupId) query = query.where('p.group_id', '=', filter.groupId);
	if (filter.status) query = query.where('p.status', '=', filter.status);
	if (filter.search) {
		const text = filter.search.trim();
		const like = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
		const code = /^\d{6,14}$/.test(text) ? text.padStart(14, '0') : text;
		query = query.where((eb) =>
			eb.or([
				eb('p.name', 'ilike', like),
				eb('p.sku', 'ilike', like),
				eb.exists(
					eb
						.selectFrom('product_codes as c')
						.select('c.code')
						.whereRef('c.product_id', '=', 'p.id')
						.where('c.code', 'in', [text, code])
				)
			])
		);
	}
	return query;
}

export function selectProducts(db: Db, filter: ProductFilter, after: ProductKey | null, limit: number) {
	const column = sortColumns[filter.sort];
	let query = narrowed(db, filter)
		.select([
			'p.id',
			'p.sku',
			'p.name',
			'p.price_minor as priceMinor',
			'p.favourite',
			'p.status',
			'p.sell_by as sellBy'
		])
		.select([
			'p.image_url as imageUrl',
			'p.sold_milli as soldMilli',
			'g.name as groupName',
			'g.id as groupId',
			'g.tint'
		])
		.select(sql<string | number>`${column}`.as('sortValue'));
	if (after) {
		const beyond = filter.descending ? sql`<` : sql`>`;
		query = query.where(sql<boolean>`(${column}, p.id) ${beyond} (${after.value}, ${after.id}::uuid)`);
	}
	const direction = filter.descending ? 'desc' : 'asc';
	return query.orderBy(column, direction).orderBy('p.id', direction).limit(limit).execute();
}

export async function countProducts(db: Db, filter: ProductFilter): Promise<number> {
	const row = await narrowed(db, filter)
		.select((eb) => eb.fn.countAll<number>().as('count'))
		.executeTakeFirstOrThrow();
	return row.count;
}

export function selectProduct(db: Db, id: string) {
	return db
		.selectFrom('products as p')
		.select([
			'p.id',
			'p.sku',
			'p.name',
			'p.group_id as groupId',
			'p.price_minor as priceMinor',
			'p.tax_rate_id as taxRateId'
		])
		.select(['p.sell_by as sellBy', 'p.unit', 'p.minimum_price_minor as minimumPriceMinor', 'p.favourite', 'p.status'])
		.select(['p.updated_at as updatedAt', 'p.sold_milli as soldMilli', 'p.image_url as imageUrl', 'p.brand'])
		.select(['p.family', 'p.categories', 'p.in_promotions as inPromotions'])
		.where('p.id', '=', id)
		.executeTakeFirst();
}

export function selectCodes(db: Db, productId: string) {
	return db.selectFrom('product_codes').select('code').where('product_id', '=', productId).orderBy('code').execute();
}

export function selectChoices(db: Db) {
	return Promise.all([
		db.selectFrom('groups').select(['id', 'name', 'tint']).orderBy('sort').orderBy('name').execute(),
		db
			.selectFrom('tax_rates')
			.select(['id', 'name', 'letter', 'rate_bp as rateBp'])
			.orderBy('letter')
			.orderBy('id')
			.execute(),
		db.selectFrom('stores').select(['currency', 'locale', 'zone']).orderBy('code').limit(1).executeTakeFirst()
	]);
}

export function selectCodeOwners(db: Db, codes: string[]) {
	if (codes.length === 0) return Promise.resolve([]);
	return db
		.selectFrom('product_codes as c')
		.innerJoin('products as p', 'p.id', 'c.product_id')
		.select(['c.code', 'c.product_id as productId', 'p.name'])
		.where('c.code', 'in', codes)
		.execute();
}

export function selectBySku(db: Db, sku: string) {
	return db.selectFrom('products').select(['id', 'name']).where('sku', '=', sku).executeTakeFirst();
}

export function insertProduct(tx: Db, row: Insertable<ProductsTable>) {
	return tx.insertInto('products').values(row).execute();
}

export function updateProduct(tx: Db, id: string, change: Updateable<ProductsTable>) {
	return tx.updateTable('products').set(change).where('id', '=', id).execute();
}

/** Makes the codes of a product exactly these; codes that stay are not touched. */
export async function replaceCodes(tx: Db, productId: string, codes: string[]): Promise<void> {
	let gone = tx.deleteFrom('product_codes').where('product_id', '=', productId);
	if (codes.length > 0) gone = gone.where('code', 'not in', codes);
	await gone.execute();
	if (codes.length === 0) return;
	await tx
		.insertInto('product_codes')
		.values(codes.map((code) => ({ code, product_id: productId })))
		.onConflict((oc) => oc.doNothing())
		.execute();
}

export function insertGroup(tx: Db, row: { id: string; name: string; tint: string; sort: number }) {
	return tx.insertInto('groups').values(row).execute();
}

/** Brands, families and categories that goods have already. */
export async function selectTraitWords(db: Db, limit: number) {
	const words = (column: 'brand' | 'family') =>
		db
			.selectFrom('products')
			.select(column)
			.distinct()
			.where(column, 'is not', null)
			.orderBy(column)
			.limit(limit)
			.execute()
			.then((rows) => rows.flatMap((row) => (row as Record<string, string | null>)[column] ?? []));
	const categories = await sql<{ word: string }>`
		SELECT DISTINCT unnest(categories) AS word FROM products ORDER BY word LIMIT ${limit}`.execute(db);
	return {
		brands: await words('brand'),
		families: await words('family'),
		categories: categories.rows.map(({ word }) => word)
	};
}
