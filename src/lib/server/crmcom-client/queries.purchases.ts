/** What is written down about purchases on the other side. */
import { sql, type Insertable, type Updateable } from 'kysely';
import type { Db } from '../db/client';
import type { Database } from '../db/schema';
import type { RemotePurchaseState } from '../db/schema-remote';

export type RemotePurchase = NonNullable<Awaited<ReturnType<typeof findPurchase>>>;

const purchaseColumns = [
	'id',
	'sale_id as saleId',
	'reference',
	'store_id as storeId',
	'till_id as tillId',
	'member_id as memberId',
	'content',
	'request',
	'state',
	'settled',
	'remote_id as remoteId',
	'answer',
	'expires_at as expiresAt'
] as const;

/** The one that is not cancelled. */
export function findPurchase(db: Db, saleId: string) {
	return db
		.selectFrom('remote_purchases')
		.select(purchaseColumns)
		.where('sale_id', '=', saleId)
		.where('state', '<>', 'cancelled')
		.executeTakeFirst();
}

/** The newest with one of these contents that was answered, whatever became of it. */
export function findAnswered(db: Db, saleId: string, contents: readonly string[]) {
	return db
		.selectFrom('remote_purchases')
		.select(['id', 'answer'])
		.where('sale_id', '=', saleId)
		.where('content', 'in', contents)
		.where('answer', 'is not', null)
		.orderBy('attempt', 'desc')
		.executeTakeFirst();
}

export async function countAttempts(db: Db, saleId: string): Promise<number> {
	const row = await db
		.selectFrom('remote_purchases')
		.select((of) => of.fn.max('attempt').as('n'))
		.where('sale_id', '=', saleId)
		.executeTakeFirst();
	return row?.n ?? 0;
}

/** Value that the cancelled purchases of a sale had spent, and that ran out before it was given back. */
export async function sumRunOut(db: Db, saleId: string): Promise<number> {
	const row = await db
		.selectFrom('remote_purchases')
		.select((of) => of.fn.sum<number | null>('run_out_minor').as('minor'))
		.where('sale_id', '=', saleId)
		.executeTakeFirst();
	return Number(row?.minor ?? 0);
}

export async function insertPurchase(db: Db, row: Insertable<Database['remote_purchases']>): Promise<void> {
	await db.insertInto('remote_purchases').values(row).execute();
}

export async function updatePurchase(
	db: Db,
	id: string,
	change: Updateable<Database['remote_purchases']> & { state?: RemotePurchaseState }
): Promise<void> {
	await db.updateTable('remote_purchases').set(change).where('id', '=', id).execute();
}

/** What stands there of sales that it agreed with, in minor units. */
export function selectSettled(db: Db, saleIds: readonly string[]) {
	return db
		.selectFrom('remote_purchases')
		.select('sale_id as saleId')
		.select(sql<string>`request -> 'intended_currency_identifier' ->> 'code'`.as('currency'))
		.select(sql<number>`coalesce((answer ->> 'awardMinor')::bigint, 0)`.as('awardMinor'))
		.select(sql<number>`coalesce((answer ->> 'awardPoints')::bigint, 0)`.as('awardPoints'))
		.where('sale_id', 'in', saleIds)
		.where('state', '=', 'standing')
		.where('settled', '=', true)
		.execute();
}

/** Opened here, and no sale came in time; or their end was decided and not heard. */
export function selectLeft(db: Db, now: Date, limit: number) {
	return db
		.selectFrom('remote_purchases as p')
		.select(['p.sale_id as saleId'])
		.where('p.state', '<>', 'cancelled')
		.where('p.settled', '=', false)
		.where((of) => of.or([of('p.expires_at', '<', now.toISOString()), of('p.state', '=', 'cancelling')]))
		.where((of) => of.not(of.exists(of.selectFrom('sales as s').select('s.id').whereRef('s.id', '=', 'p.sale_id'))))
		.orderBy('p.expires_at')
		.limit(limit)
		.execute();
}
