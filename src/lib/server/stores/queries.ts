import { sql, type Insertable, type Updateable } from 'kysely';
import type { Db } from '$lib/server/db/client';
import type { StoresTable } from '$lib/server/db/schema';

/** One change of a store at a time: codes and the common currency are judged against the others. */
export async function lockStores(tx: Db): Promise<void> {
	await sql`select pg_advisory_xact_lock(hashtext('stores'))`.execute(tx);
}

export function selectStoreRows(db: Db) {
	return db
		.selectFrom('stores as s')
		.select(['s.id', 's.code', 's.name', 's.address', 's.zone', 's.locale', 's.currency'])
		.select((eb) =>
			eb
				.selectFrom('tills as t')
				.whereRef('t.store_id', '=', 's.id')
				.select((count) => count.fn.countAll<number>().as('n'))
				.as('tills')
		)
		.$narrowType<{ tills: number }>()
		.orderBy('s.code')
		.execute();
}

export function selectStore(db: Db, id: string) {
	return db.selectFrom('stores').selectAll().where('id', '=', id).executeTakeFirst();
}

export function insertStore(tx: Db, row: Insertable<StoresTable>) {
	return tx.insertInto('stores').values(row).execute();
}

export function updateStore(tx: Db, id: string, change: Updateable<StoresTable>) {
	return tx.updateTable('stores').set(change).where('id', '=', id).execute();
}

export async function hasSales(db: Db): Promise<boolean> {
	return (await db.selectFrom('sales').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export async function hasPrices(db: Db): Promise<boolean> {
	const row = await db
		.selectFrom('products')
		.select('id')
		.where('price_minor', 'is not', null)
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}

/** What an empty shop still lacks before its first sale. */
export async function selectProgress(db: Db): Promise<{ product: boolean; device: boolean }> {
	const [product, device] = await Promise.all([
		db.selectFrom('products').select('id').limit(1).executeTakeFirst(),
		db.selectFrom('devices').select('id').limit(1).executeTakeFirst()
	]);
	return { product: product !== undefined, device: device !== undefined };
}

export async function selectMerchantName(db: Db): Promise<string> {
	const row = await db.selectFrom('installation').select('merchant_name').executeTakeFirst();
	return row?.merchant_name ?? '';
}

export function updateMerchantName(tx: Db, merchant_name: string) {
	return tx.updateTable('installation').set({ merchant_name }).execute();
}
