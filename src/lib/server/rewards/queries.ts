import { sql, type Transaction } from 'kysely';
import type { GivenAwardOnWire } from '$lib/contract/sync/returns';
import type { Db } from '../db/client';
import type { Database } from '../db/schema';

export type Trx = Transaction<Database>;

export function selectSettings(db: Db) {
	return db.selectFrom('reward_settings').selectAll().executeTakeFirstOrThrow();
}

/** Who keeps the members' value, as the configuration said at start. */
export async function findBackend(db: Db): Promise<'builtin' | 'crmcom'> {
	return (await db.selectFrom('reward_settings').select('backend').executeTakeFirstOrThrow()).backend;
}

export async function setBackend(db: Db, backend: 'builtin' | 'crmcom'): Promise<void> {
	await db.updateTable('reward_settings').set({ backend }).where('backend', '<>', backend).execute();
}

/** What offers and lots ask of products. */
export function selectTraits(db: Db, productIds: readonly string[]) {
	if (productIds.length === 0) return Promise.resolve([]);
	return db
		.selectFrom('products')
		.select(['id', 'group_id as groupId', 'brand', 'family', 'categories', 'in_promotions as inPromotions'])
		.where('id', 'in', productIds)
		.execute();
}

export async function anyTraitChanged(db: Db, productIds: readonly string[], since: Date): Promise<boolean> {
	if (productIds.length === 0) return false;
	const changed = await db
		.selectFrom('products')
		.select('id')
		.where('id', 'in', productIds)
		.where('traits_at', '>=', since.toISOString())
		.limit(1)
		.executeTakeFirst();
	return changed !== undefined;
}

export function selectMembers(db: Db, memberIds: readonly string[]) {
	if (memberIds.length === 0) return Promise.resolve([]);
	return (
		db
			.selectFrom('members')
			.select(['id', 'tier', 'segments', 'state', 'auto_spend as autoSpend'])
			// A suspended member earns and cannot spend, asked or by themselves.
			.select(sql<boolean>`spend_blocked OR state = 'suspended'`.as('spendBlocked'))
			.select([
				'auto_spend_balance_minor as autoBalanceMinor',
				'auto_spend_least_minor as autoLeastMinor',
				'auto_spend_most_minor as autoMostMinor'
			])
			.where('id', 'in', memberIds)
			.execute()
	);
}

export async function findMemberOfCard(db: Db, hmac: Buffer): Promise<string | null> {
	const row = await db
		.selectFrom('cards')
		.select('member_id as memberId')
		.where('hmac', '=', hmac)
		.where('state', '=', 'active')
		.executeTakeFirst();
	return row?.memberId ?? null;
}

export function findStoreZone(db: Db, storeId: string) {
	return db.selectFrom('stores').select(['zone', 'currency']).where('id', '=', storeId).executeTakeFirst();
}

function salesWithText(db: Db) {
	return db
		.selectFrom('sales as s')
		.innerJoin('journal_events as e', (join) =>
			join
				.onRef('e.till_id', '=', 's.till_id')
				.onRef('e.epoch', '=', 's.epoch')
				.onRef('e.seq', '=', 's.seq')
				.onRef('e.branch', '=', 's.branch')
		)
		.select(['s.id', 's.member_id as memberId', 's.at', 's.event_hash as eventHash', 's.till_id as tillId'])
		.select(['e.text', 'e.device_id as deviceId']);
}

/** The text of the sale with this receipt number; of doubled numbers the first that was booked. */
export function findSaleByReceipt(db: Db, receiptNumber: string) {
	return salesWithText(db)
		.where('s.receipt_number', '=', receiptNumber)
		.where('s.kind', '=', 'sale')
		.orderBy('s.received_at')
		.executeTakeFirst();
}

/** Sales as they were booked, in the order they were made. */
export function listSalesWithText(db: Db, saleIds: readonly string[]) {
	return salesWithText(db).where('s.id', 'in', saleIds).orderBy('s.at').orderBy('s.id').execute();
}

/** Returns of these receipts, the booked ones. */
export async function listReturnsOf(db: Db, receiptNumbers: readonly string[]) {
	if (receiptNumbers.length === 0) return [];
	return db
		.selectFrom('returned_lines')
		.distinct()
		.select(['return_sale_id as returnId', 'original_receipt_number as receiptNumber'])
		.where('original_receipt_number', 'in', receiptNumbers)
		.execute();
}

export function listOffersOfLots(db: Db, lotIds: readonly string[]) {
	if (lotIds.length === 0) return Promise.resolve([]);
	return db.selectFrom('lots').select(['id', 'offer_id as offerId']).where('id', 'in', lotIds).execute();
}

/** The offers behind instant spends of a sale. */
export async function listOffersOfGrants(db: Db, saleId: string, grantIds: readonly string[]) {
	if (grantIds.length === 0) return [];
	return db
		.selectFrom('spend_parts')
		.distinct()
		.select(['grant_id as grantId', 'offer_id as offerId'])
		.where('sale_id', '=', saleId)
		.where('grant_id', 'in', grantIds)
		.where('offer_id', 'is not', null)
		.$narrowType<{ offerId: string }>()
		.execute();
}

// Sales whose member came late ----------------------------------------------------------------------------------------

/** Each is somebody's alone until the transaction ends. */
export async function takeClaimed(db: Db, limit: number): Promise<string[]> {
	const rows = await db
		.selectFrom('claimed_sales')
		.select('sale_id as saleId')
		.orderBy('claimed_at')
		.orderBy('sale_id')
		.limit(limit)
		.forUpdate()
		.skipLocked()
		.execute();
	return rows.map(({ saleId }) => saleId);
}

export async function removeClaimed(db: Db, saleIds: readonly string[]): Promise<void> {
	if (saleIds.length > 0) await db.deleteFrom('claimed_sales').where('sale_id', 'in', saleIds).execute();
}

export type CaseInsert = {
	id: string;
	kind: string;
	saleId: string;
	tillId: string | null;
	detail: Record<string, unknown>;
};

export async function insertCases(db: Db, cases: readonly CaseInsert[]): Promise<void> {
	if (cases.length === 0) return;
	await db
		.insertInto('cases')
		.values(
			cases.map(({ id, kind, saleId, tillId, detail }) => ({
				...{ id, kind, sale_id: saleId, till_id: tillId },
				detail: JSON.stringify(detail)
			}))
		)
		.execute();
}

// Open sales ----------------------------------------------------------------------------------------------------------

export function findOpenSale(db: Db, saleId: string) {
	return db.selectFrom('open_sales').selectAll().where('sale_id', '=', saleId).executeTakeFirst();
}

export type OpenSaleRow = {
	saleId: string;
	tillId: string;
	memberId: string;
	fingerprint: string;
	basket: object;
	openedAt: Date;
	expiresAt: Date;
};

/** A sale that is opened again with other content takes the place of the former opening. */
export async function putOpenSale(db: Db, row: OpenSaleRow): Promise<void> {
	const values = {
		till_id: row.tillId,
		member_id: row.memberId,
		fingerprint: row.fingerprint,
		basket: JSON.stringify(row.basket),
		opened_at: row.openedAt,
		expires_at: row.expiresAt
	};
	await db
		.insertInto('open_sales')
		.values({ sale_id: row.saleId, ...values })
		.onConflict((conflict) => conflict.column('sale_id').doUpdateSet(values))
		.execute();
}

/** Answers which of them were open. */
export async function removeOpenSales(db: Db, saleIds: readonly string[]): Promise<string[]> {
	if (saleIds.length === 0) return [];
	const gone = await db.deleteFrom('open_sales').where('sale_id', 'in', saleIds).returning('sale_id').execute();
	return gone.map(({ sale_id }) => sale_id);
}

export async function isSaleBooked(db: Db, saleId: string): Promise<boolean> {
	return (await db.selectFrom('sales').select('id').where('id', '=', saleId).executeTakeFirst()) !== undefined;
}

/** Lots that a sale gave its member. */
export async function listAwards(db: Db, saleId: string): Promise<GivenAwardOnWire[]> {
	const rows = await db
		.selectFrom('lots')
		.select(['id as lotId', 'currency', 'amount_minor as amountMinor', 'basis'])
		.where('sale_id', '=', saleId)
		.where('source', '=', 'award')
		.orderBy('id')
		.execute();
	// Written by the ledger from awards.
	return rows.map(({ basis, ...award }) => ({ ...award, basis: basis as GivenAwardOnWire['basis'] }));
}
