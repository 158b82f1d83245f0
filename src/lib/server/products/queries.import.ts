import { sql, type Insertable, type Updateable } from 'kysely';
import type { Db } from '$lib/server/db/client';
import type { ImportRejectsTable, ImportsTable, ProductsTable } from '$lib/server/db/schema';
import type { StoredProduct } from './import-plan';

export function insertImport(db: Db, row: Insertable<ImportsTable>) {
	return db.insertInto('imports').values(row).execute();
}

export function updateImport(db: Db, id: string, change: Updateable<ImportsTable>) {
	return db.updateTable('imports').set(change).where('id', '=', id).execute();
}

export async function insertRejects(db: Db, rows: Insertable<ImportRejectsTable>[]): Promise<void> {
	for (let from = 0; from < rows.length; from += 1000) {
		await db
			.insertInto('import_rejects')
			.values(rows.slice(from, from + 1000))
			.execute();
	}
}

export function selectImports(db: Db, limit: number) {
	return db
		.selectFrom('imports as i')
		.leftJoin('staff as p', 'p.id', 'i.staff_id')
		.select(['i.id', 'i.file_name as fileName', 'i.dry_run as dryRun', 'i.state', 'i.lines_read as linesRead'])
		.select([
			'i.lines_total as linesTotal',
			'i.created',
			'i.updated',
			'i.unchanged',
			'i.rejected',
			'p.name as staffName'
		])
		.select(['i.started_at as startedAt', 'i.ended_at as endedAt', 'i.last_error as lastError'])
		.where('i.kind', '=', 'products')
		.where('i.dry_run', '=', false)
		.orderBy('i.started_at', 'desc')
		.limit(limit)
		.execute();
}

export function selectRejects(db: Db, importId: string) {
	return db
		.selectFrom('import_rejects')
		.select(['line', 'field', 'reason'])
		.where('import_id', '=', importId)
		.orderBy('line')
		.execute();
}

/** One import writes at a time; the lock ends with the transaction. */
export async function lockProducts(tx: Db): Promise<void> {
	await sql`select pg_advisory_xact_lock(hashtext('import products'))`.execute(tx);
}

export async function selectStored(db: Db, skus: string[]): Promise<StoredProduct[]> {
	const rows = await db
		.selectFrom('products as p')
		.select(['p.id', 'p.sku', 'p.name', 'p.group_id as groupId', 'p.price_minor as priceMinor'])
		.select(['p.price_as_of as priceAsOf', 'p.tax_rate_id as taxRateId', 'p.sell_by as sellBy', 'p.unit', 'p.brand'])
		.select(['p.kind', 'p.family', 'p.categories', 'p.status'])
		.select(['p.minimum_price_minor as minimumPriceMinor', 'p.in_promotions as inPromotions'])
		.select(
			sql<string[]>`coalesce((select array_agg(c.code) from product_codes c where c.product_id = p.id), '{}')`.as(
				'codes'
			)
		)
		.where(sql`upper(p.sku)`, 'in', skus)
		.execute();
	return rows;
}

export function selectOwners(db: Db, codes: string[]) {
	if (codes.length === 0) return Promise.resolve([]);
	return db
		.selectFrom('product_codes')
		.select(['code', 'product_id as productId'])
		.where('code', 'in', codes)
		.execute();
}

export function selectGroups(db: Db) {
	return db.selectFrom('groups').select(['id', 'name']).execute();
}

export function selectTaxRates(db: Db) {
	return db
		.selectFrom('tax_rates')
		.select(['id', 'name', 'letter', 'rate_bp as rateBp'])
		.orderBy('rate_bp', 'desc')
		.execute();
}

export function selectCurrency(db: Db) {
	return db.selectFrom('stores').select('currency').orderBy('code').limit(1).executeTakeFirst();
}

export function insertProducts(tx: Db, rows: Insertable<ProductsTable>[]) {
	return tx.insertInto('products').values(rows).execute();
}

export function updateProduct(tx: Db, id: string, change: Updateable<ProductsTable>) {
	return tx.updateTable('products').set(change).where('id', '=', id).execute();
}

export function insertCodes(tx: Db, rows: { code: string; product_id: string }[]) {
	return tx
		.insertInto('product_codes')
		.values(rows)
		.onConflict((oc) => oc.doNothing())
		.execute();
}

/** The types that products have. */
export async function selectKinds(db: Db): Promise<string[]> {
	const rows = await db.selectFrom('products').select('kind').where('kind', 'is not', null).groupBy('kind').execute();
	return rows.flatMap(({ kind }) => kind ?? []);
}
