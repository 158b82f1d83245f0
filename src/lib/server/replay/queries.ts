import type { Db } from '$lib/server/db/client';

export function findStore(db: Db, code: string | null) {
	const stores = db.selectFrom('stores').selectAll().orderBy('code').limit(1);
	return (code === null ? stores : stores.where('code', '=', code)).executeTakeFirst();
}

export function listTills(db: Db, storeId: string) {
	return db.selectFrom('tills').select(['id', 'code', 'name']).where('store_id', '=', storeId).execute();
}

export function listTaxRates(db: Db) {
	return db.selectFrom('tax_rates').selectAll().orderBy('letter').orderBy('id').execute();
}

export function findSeller(db: Db) {
	return db.selectFrom('staff').select(['id', 'name']).orderBy('created_at').orderBy('id').limit(1).executeTakeFirst();
}

export function listProducts(db: Db) {
	return db.selectFrom('products').select(['id', 'sku', 'name', 'group_id', 'tax_rate_id', 'unit']).execute();
}

/** Sales that are in the books, each with the event it was made from. */
export function listBooked(db: Db, saleIds: readonly string[]) {
	return db
		.selectFrom('sales as s')
		.innerJoin('journal_events as e', (join) =>
			join
				.onRef('e.till_id', '=', 's.till_id')
				.onRef('e.epoch', '=', 's.epoch')
				.onRef('e.seq', '=', 's.seq')
				.onRef('e.branch', '=', 's.branch')
		)
		.select(['s.id', 's.items_minor as itemsMinor', 's.discounts_minor as discountsMinor', 'e.text'])
		.where('s.id', 'in', saleIds.length > 0 ? [...saleIds] : [''])
		.execute();
}
