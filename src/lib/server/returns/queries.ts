import { sql, type Transaction } from 'kysely';
import type { ReceiptReference, ReturnQuantity } from '$lib/contract/sync/returns';
import type { Db } from '../db/client';
import type { Database } from '../db/schema';

export type Trx = Transaction<Database>;

export type FoundSale = {
	id: string;
	kind: string;
	receiptNumber: string;
	memberId: string | null;
	at: string;
};

function saleRows(db: Db) {
	return db
		.selectFrom('sales as s')
		.select(['s.id', 's.kind', 's.receipt_number as receiptNumber', 's.member_id as memberId', 's.at'])
		.orderBy('s.received_at')
		.limit(1);
}

/** The sale a receipt names; of doubled numbers the first that was booked, as everywhere. */
export function findByNumber(db: Db, receiptNumber: string): Promise<FoundSale | undefined> {
	return saleRows(db).where('s.receipt_number', '=', receiptNumber).executeTakeFirst();
}

export function findByToken(db: Db, tokenHash: string): Promise<FoundSale | undefined> {
	return saleRows(db).where('s.receipt_token_hash', '=', tokenHash).executeTakeFirst();
}

/** A barcode says the numbers inside the till's code, whatever zeros that code is written with. */
export function findByReturnCode(
	db: Db,
	{ store, till, epoch, running }: Extract<ReceiptReference, { via: 'return_code' }>
): Promise<FoundSale | undefined> {
	const code = `^S0*${String(store)}T0*${String(till)}$`;
	return saleRows(db)
		.innerJoin('tills as t', 't.id', 's.till_id')
		.where(sql<boolean>`t.code ~ ${code}`)
		.where('s.epoch', '=', epoch)
		.where(sql<boolean>`s.receipt_number = t.code || ${`-${String(epoch)}-${String(running).padStart(6, '0')}`}`)
		.executeTakeFirst();
}

/** Waits for whoever decides about this receipt, until the transaction ends. */
export async function lockReceipt(trx: Trx, receiptNumber: string): Promise<void> {
	await sql`SELECT lock_returns(${[receiptNumber]}::text[])`.execute(trx);
}

/** What came back of a sale, and what was granted to other returns of it. */
export async function listTaken(db: Db, sale: { id: string; receiptNumber: string }): Promise<ReturnQuantity[]> {
	const back = await db
		.selectFrom('returned_lines')
		.select(['line_no as lineNo', 'quantity_milli as quantityMilli'])
		.where('original_receipt_number', '=', sale.receiptNumber)
		.execute();
	const granted = await db
		.selectFrom('return_hold_lines as l')
		.innerJoin('return_holds as h', 'h.return_id', 'l.return_id')
		.select(['l.line_no as lineNo', 'l.quantity_milli as quantityMilli'])
		.where('h.original_sale_id', '=', sale.id)
		.execute();
	const sums = new Map<number, number>();
	for (const { lineNo, quantityMilli } of [...back, ...granted]) {
		sums.set(lineNo, (sums.get(lineNo) ?? 0) + quantityMilli);
	}
	return [...sums].map(([lineNo, quantityMilli]) => ({ lineNo, quantityMilli })).sort((a, b) => a.lineNo - b.lineNo);
}

/** Ends what ran out, what this till held open of the sale, and (`granted`) what it was granted and never used. */
export async function removeStale(
	trx: Trx,
	of: { saleId: string; tillId: string; now: Date; granted: boolean; keep?: string }
): Promise<void> {
	await trx
		.deleteFrom('return_holds')
		.where('original_sale_id', '=', of.saleId)
		.where((is) =>
			is.or([
				is('expires_at', '<=', of.now.toISOString()),
				is.and([is('till_id', '=', of.tillId), is('state', 'in', of.granted ? ['open', 'granted'] : ['open'])])
			])
		)
		.where('return_id', '<>', of.keep ?? '00000000-0000-0000-0000-000000000000')
		.execute();
}

export type HoldRow = {
	returnId: string;
	saleId: string;
	tillId: string;
	state: 'open' | 'granted';
	expiresAt: Date;
};

/** False when another till has the receipt open. */
export async function putHold(trx: Trx, { returnId, saleId, tillId, state, expiresAt }: HoldRow): Promise<boolean> {
	const row = await trx
		.insertInto('return_holds')
		.values({ return_id: returnId, original_sale_id: saleId, till_id: tillId, state, expires_at: expiresAt })
		.onConflict((conflict) => conflict.doNothing())
		.returning('return_id')
		.executeTakeFirst();
	return row !== undefined;
}

export function findHold(trx: Trx, returnId: string) {
	return trx
		.selectFrom('return_holds')
		.select(['original_sale_id as saleId', 'till_id as tillId', 'state'])
		.where('return_id', '=', returnId)
		.forUpdate()
		.executeTakeFirst();
}

export function findOpenHold(trx: Trx, saleId: string) {
	return trx
		.selectFrom('return_holds')
		.select('return_id as returnId')
		.where('original_sale_id', '=', saleId)
		.where('state', '=', 'open')
		.executeTakeFirst();
}

export async function grantHold(trx: Trx, returnId: string, expiresAt: Date): Promise<void> {
	await trx
		.updateTable('return_holds')
		.set({ state: 'granted', expires_at: expiresAt })
		.where('return_id', '=', returnId)
		.execute();
}

/** Throws `isOverReturn` when more would come back than was sold. */
export async function putHoldLines(trx: Trx, returnId: string, lines: readonly ReturnQuantity[]): Promise<void> {
	await trx.deleteFrom('return_hold_lines').where('return_id', '=', returnId).execute();
	await trx
		.insertInto('return_hold_lines')
		.values(
			lines.map(({ lineNo, quantityMilli }) => ({
				...{ return_id: returnId, line_no: lineNo, quantity_milli: quantityMilli }
			}))
		)
		.execute();
}

/** The database's own word that a return would bring back more than was sold. */
export function isOverReturn(error: unknown): boolean {
	return (error as { constraint?: unknown }).constraint === 'returned_within_sold';
}

export async function removeHold(db: Db, returnId: string, tillId: string): Promise<void> {
	await db.deleteFrom('return_holds').where('return_id', '=', returnId).where('till_id', '=', tillId).execute();
}

export async function isBooked(db: Db, saleId: string): Promise<boolean> {
	return (await db.selectFrom('sales').select('id').where('id', '=', saleId).executeTakeFirst()) !== undefined;
}

export async function findMemberName(db: Db, memberId: string): Promise<string | null> {
	const row = await db.selectFrom('members').select('name').where('id', '=', memberId).executeTakeFirst();
	return row?.name ?? null;
}
