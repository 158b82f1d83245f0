import { sql } from 'kysely';
import type { Db } from '../db/client';

/** The newest transactions that moved a member's value in one currency. */
export function listMoved(db: Db, memberId: string, currency: string, page: { before: string | null; limit: number }) {
	let query = db
		.selectFrom('ledger_entries as e')
		.select('e.transaction_id as id')
		.distinct()
		.where('e.member_id', '=', memberId)
		.where('e.currency', '=', currency);
	if (page.before !== null) query = query.where('e.transaction_id', '<', page.before);
	return query.orderBy('e.transaction_id', 'desc').limit(page.limit).execute();
}

/** Both sides of transactions, in the order they were written. */
export function listSides(db: Db, transactionIds: readonly string[], currency: string | null) {
	if (transactionIds.length === 0) return Promise.resolve([]);
	let query = db
		.selectFrom('ledger_entries as e')
		.innerJoin('ledger_transactions as t', 't.id', 'e.transaction_id')
		.leftJoin('lots as l', 'l.id', 'e.lot_id')
		.leftJoin('sales as s', 's.id', 't.sale_id')
		.leftJoin('sales as o', 'o.id', 't.original_sale_id')
		.leftJoin('staff as p', (join) => join.onRef('p.id', '=', 't.actor_id').on('t.actor_kind', '=', 'staff'))
		.select([
			'e.transaction_id as transactionId',
			'e.entry_no as entryNo',
			'e.account',
			'e.amount_minor as amountMinor'
		])
		.select([
			'e.lot_id as lotId',
			'e.currency',
			'l.label',
			'l.source',
			't.kind',
			't.reason',
			't.at',
			't.booked_at as bookedAt'
		])
		.select(['t.sale_id as saleId', 's.receipt_number as receiptNumber', 'p.name as staffName'])
		.select(['t.original_sale_id as originalSaleId', 'o.receipt_number as originalReceiptNumber'])
		.where('e.transaction_id', 'in', transactionIds);
	if (currency !== null) query = query.where('e.currency', '=', currency);
	return query.orderBy('e.transaction_id', 'desc').orderBy('e.entry_no').execute();
}

/** Transactions that sales caused or undid. */
export function listOfSales(db: Db, saleIds: readonly string[], limit: number) {
	if (saleIds.length === 0) return Promise.resolve([]);
	return db
		.selectFrom('ledger_transactions')
		.select('id')
		.where((of) => of.or([of('sale_id', 'in', saleIds), of('original_sale_id', 'in', saleIds)]))
		.orderBy('id', 'desc')
		.limit(limit)
		.execute();
}

/** What moved after a transaction: the balance before is what is there now, less this. */
export async function sumSince(db: Db, memberId: string, currency: string, transactionId: string): Promise<number> {
	const row = await db
		.selectFrom('ledger_entries')
		.select(sql<number>`coalesce(sum(amount_minor), 0)::bigint`.as('sum'))
		.where('member_id', '=', memberId)
		.where('currency', '=', currency)
		.where('transaction_id', '>=', transactionId)
		.executeTakeFirstOrThrow();
	return row.sum;
}

export async function findBooked(db: Db, memberId: string, currency: string): Promise<number> {
	const row = await db
		.selectFrom('wallet_balances')
		.select('balance_minor as balanceMinor')
		.where('member_id', '=', memberId)
		.where('currency', '=', currency)
		.executeTakeFirst();
	return row?.balanceMinor ?? 0;
}

/** What is set aside now, and for what. */
export function listHolds(db: Db, memberId: string) {
	return db
		.selectFrom('open_holds as w')
		.innerJoin('holds as h', 'h.id', 'w.hold_id')
		.leftJoin('open_sales as s', 's.sale_id', 'h.sale_id')
		.leftJoin('tills as t', 't.id', 's.till_id')
		.select(['h.id', 'h.kind', 'h.currency', 'h.label', 'h.asked_minor as askedMinor', 'h.amount_minor as amountMinor'])
		.select(['h.created_at as createdAt', 'h.expires_at as expiresAt', 't.name as tillName'])
		.where('w.member_id', '=', memberId)
		.orderBy('h.created_at')
		.limit(50)
		.execute();
}
