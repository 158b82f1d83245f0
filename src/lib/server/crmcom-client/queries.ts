/** What is written down about purchases on the other side. */
import { sql, type Insertable, type Updateable } from 'kysely';
import type { Db } from '../db/client';
import type { Database } from '../db/schema';
import type { RemotePurchaseState } from '../db/schema-remote';

// One worker at a time speaks about a sale ----------------------------------------------------------------------------

export async function takeSale(db: Db, saleId: string, leaseId: string, now: Date, until: Date): Promise<boolean> {
	const row = await db
		.insertInto('remote_sales')
		.values({ sale_id: saleId, lease_id: leaseId, leased_until: until })
		.onConflict((conflict) =>
			conflict
				.column('sale_id')
				.doUpdateSet({ lease_id: leaseId, leased_until: until })
				.where((of) =>
					of.or([of('remote_sales.lease_id', 'is', null), of('remote_sales.leased_until', '<', now.toISOString())])
				)
		)
		.returning('sale_id')
		.executeTakeFirst();
	return row !== undefined;
}

export async function giveSaleBack(db: Db, saleId: string, leaseId: string): Promise<void> {
	await db
		.updateTable('remote_sales')
		.set({ lease_id: null })
		.where('sale_id', '=', saleId)
		.where('lease_id', '=', leaseId)
		.execute();
}

// Members -------------------------------------------------------------------------------------------------------------

export async function findParticipant(db: Db, memberId: string): Promise<string | null> {
	const row = await db
		.selectFrom('remote_members')
		.select('participant_id as id')
		.where('member_id', '=', memberId)
		.executeTakeFirst();
	return row?.id ?? null;
}

export async function findMemberOfParticipant(db: Db, participantId: string): Promise<string | null> {
	const row = await db
		.selectFrom('remote_members')
		.select('member_id as id')
		.where('participant_id', '=', participantId)
		.executeTakeFirst();
	return row?.id ?? null;
}

/** False when either side is tied already. */
export async function tieMember(db: Db, memberId: string, participantId: string, now: Date): Promise<boolean> {
	const row = await db
		.insertInto('remote_members')
		.values({ member_id: memberId, participant_id: participantId, seen_at: now })
		.onConflict((conflict) => conflict.doNothing())
		.returning('member_id')
		.executeTakeFirst();
	return row !== undefined;
}

/** What the other side last said of a member; what it does not know is left alone. */
export async function updateSeen(
	db: Db,
	memberId: string,
	seen: { name: string | null; tier: string | null; spendBlocked: boolean }
): Promise<void> {
	await db
		.updateTable('members')
		.set({ ...(seen.name === null ? {} : { name: seen.name }), tier: seen.tier, spend_blocked: seen.spendBlocked })
		.where('id', '=', memberId)
		.execute();
}

/** Numbers in use of a member, and an address: what the other side may know them by. */
export async function selectMeans(db: Db, memberId: string): Promise<string[]> {
	const cards = await db
		.selectFrom('cards')
		.select('number')
		.where('member_id', '=', memberId)
		.where('state', 'in', ['active', 'issued'])
		.orderBy('created_at', 'desc')
		.limit(3)
		.execute();
	const member = await db.selectFrom('members').select('email').where('id', '=', memberId).executeTakeFirst();
	return [...cards.map(({ number }) => number), ...(member?.email ? [member.email] : [])];
}

export async function findCardNumber(db: Db, hmac: Buffer): Promise<string | null> {
	const row = await db.selectFrom('cards').select('number').where('hmac', '=', hmac).executeTakeFirst();
	return row?.number ?? null;
}

export async function findCardState(db: Db, number: string) {
	return db
		.selectFrom('cards')
		.select(['member_id as memberId', 'state'])
		.where('number', '=', number)
		.executeTakeFirst();
}

export async function addForeignCard(db: Db, row: { number: string; hmac: Buffer; memberId: string; at: Date }) {
	const { number, hmac, memberId, at } = row;
	await db
		.insertInto('cards')
		.values({ number, hmac, member_id: memberId, state: 'active', issued_at: at, created_at: at })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

/** Sales that knew only the card now have their member. */
export async function claimSales(db: Db, hmac: Buffer, memberId: string): Promise<string[]> {
	const rows = await db
		.updateTable('sales')
		.set({ member_id: memberId })
		.where('card_hmac', '=', hmac)
		.where('member_id', 'is', null)
		.returning(['id', 'kind'])
		.execute();
	return rows.flatMap(({ id, kind }) => (kind === 'sale' ? [id] : []));
}

// Places --------------------------------------------------------------------------------------------------------------

export function findStore(db: Db, storeId: string) {
	return db
		.selectFrom('stores')
		.select(['id', 'code', 'zone', 'currency', 'country'])
		.where('id', '=', storeId)
		.executeTakeFirstOrThrow();
}

// Purchases -----------------------------------------------------------------------------------------------------------

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

export async function countAttempts(db: Db, saleId: string): Promise<number> {
	const row = await db
		.selectFrom('remote_purchases')
		.select((of) => of.fn.max('attempt').as('n'))
		.where('sale_id', '=', saleId)
		.executeTakeFirst();
	return row?.n ?? 0;
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

// Spends --------------------------------------------------------------------------------------------------------------

export type RemoteSpend = Awaited<ReturnType<typeof selectSpends>>[number];

/** Those that stand or may stand. */
export function selectSpends(db: Db, purchaseId: string) {
	return db
		.selectFrom('remote_spends')
		.select(['id', 'reference', 'state', 'request', 'remote_id as remoteId'])
		.select(['asked_minor as askedMinor', 'granted_minor as grantedMinor'])
		.where('purchase_id', '=', purchaseId)
		.where('state', 'in', ['creating', 'granted'])
		.orderBy('created_at')
		.orderBy('id')
		.execute();
}

export async function countSpends(db: Db, purchaseId: string): Promise<number> {
	const row = await db
		.selectFrom('remote_spends')
		.select((of) => of.fn.countAll<number>().as('n'))
		.where('purchase_id', '=', purchaseId)
		.executeTakeFirst();
	return row?.n ?? 0;
}

export async function insertSpend(db: Db, row: Insertable<Database['remote_spends']>): Promise<void> {
	await db.insertInto('remote_spends').values(row).execute();
}

export async function updateSpend(db: Db, id: string, change: Updateable<Database['remote_spends']>): Promise<void> {
	await db.updateTable('remote_spends').set(change).where('id', '=', id).execute();
}

export async function endSpends(db: Db, purchaseId: string): Promise<void> {
	await db
		.updateTable('remote_spends')
		.set({ state: 'cancelled' })
		.where('purchase_id', '=', purchaseId)
		.where('state', 'in', ['creating', 'granted'])
		.execute();
}

// Products ------------------------------------------------------------------------------------------------------------

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
