import type { Updateable } from 'kysely';
import type { Db } from '../db/client';
import type { Database } from '../db/schema';

export { selectSettings } from './queries';

export function lockSettings(tx: Db) {
	return tx.selectFrom('reward_settings').selectAll().forUpdate().executeTakeFirstOrThrow();
}

export function updateSettings(tx: Db, change: Updateable<Database['reward_settings']>) {
	return tx.updateTable('reward_settings').set(change).execute();
}

/** What stands in for unknown codes, as the database's own `stand_in` has it. */
export function selectStandIn(db: Db) {
	return db
		.selectFrom('reward_settings as r')
		.innerJoin('products as p', 'p.id', 'r.default_product_id')
		.select(['p.id', 'p.sku', 'p.name', 'p.tax_rate_id as taxRateId'])
		.where('p.status', '<>', 'delisted')
		.executeTakeFirst();
}

/** Chosen, whatever became of it. */
export function selectChosenStandIn(db: Db) {
	return db
		.selectFrom('reward_settings as r')
		.innerJoin('products as p', 'p.id', 'r.default_product_id')
		.select(['p.id', 'p.sku', 'p.name', 'p.status'])
		.executeTakeFirst();
}

export function selectProductOfSku(db: Db, sku: string) {
	return db.selectFrom('products').select(['id', 'name', 'status']).where('sku', '=', sku).executeTakeFirst();
}

/** All stores sell in one currency. */
export async function findCurrency(db: Db): Promise<{ currency: string; locale: string }> {
	const first = await db
		.selectFrom('stores')
		.select(['currency', 'locale'])
		.orderBy('code')
		.limit(1)
		.executeTakeFirst();
	return first ?? { currency: 'EUR', locale: 'en-GB' };
}
