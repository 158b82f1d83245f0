/** The rounds in which the other side is told of our products. */
import { sql } from 'kysely';
import type { Db } from '../db/client';

export function selectProductsAfter(db: Db, sku: string, limit: number) {
	return db
		.selectFrom('products')
		.select(['sku', 'name', 'kind', 'brand', 'family', 'categories'])
		.where('sku', '>', sku)
		.where('status', '<>', 'delisted')
		.orderBy('sku')
		.limit(limit)
		.execute();
}

/** True for the one process that takes the round. */
export async function takeProductRound(db: Db, now: Date, notSince: Date): Promise<boolean> {
	const row = await db
		.updateTable('remote_product_rounds')
		.set({ started_at: now, sent: 0, refused: 0 })
		.where((of) => of.or([of('started_at', 'is', null), of('started_at', '<', notSince.toISOString())]))
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

export async function countProducts(db: Db, sent: number, refused: number): Promise<void> {
	await db
		.updateTable('remote_product_rounds')
		.set({ sent: sql`sent + ${sent}`, refused: sql`refused + ${refused}` })
		.execute();
}

/** The round may be taken again at once. */
export async function forgetProductRound(db: Db): Promise<void> {
	await db.updateTable('remote_product_rounds').set({ started_at: null }).execute();
}

export function readProductRound(db: Db) {
	return db
		.selectFrom('remote_product_rounds')
		.select(['started_at as startedAt', 'sent', 'refused'])
		.executeTakeFirstOrThrow();
}
