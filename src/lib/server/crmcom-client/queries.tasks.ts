/** Sales that the other side has to agree with, and what the books say of them. */
import { sql, type Insertable } from 'kysely';
import type { Db } from '../db/client';
import type { Database } from '../db/schema';

export async function insertTasks(db: Db, rows: Insertable<Database['reward_tasks']>[]): Promise<void> {
	if (rows.length === 0) return;
	await db
		.insertInto('reward_tasks')
		.values(rows)
		.onConflict((conflict) => conflict.column('sale_id').doNothing())
		.execute();
}

/** Taken with their next time pushed on, so that nobody else takes them and a worker that dies loses nothing. */
export async function takeTasks(db: Db, now: Date, leasedUntil: Date, limit: number) {
	const due = db
		.selectFrom('reward_tasks')
		.select('sale_id')
		.where('state', '=', 'waiting')
		.where('next_at', '<=', now.toISOString())
		.orderBy('next_at')
		.limit(limit)
		.forUpdate()
		.skipLocked();
	return db
		.updateTable('reward_tasks')
		.set({ next_at: leasedUntil })
		.where('sale_id', 'in', due)
		.returning(['sale_id as saleId', 'about', 'tries', 'case_id as caseId'])
		.execute();
}

export function findTask(db: Db, saleId: string) {
	return db.selectFrom('reward_tasks').select(['about', 'state']).where('sale_id', '=', saleId).executeTakeFirst();
}

export async function endTask(db: Db, saleId: string, state: 'done' | 'refused', now: Date, fault: string | null) {
	await db
		.updateTable('reward_tasks')
		.set({ state, done_at: now, last_fault: fault })
		.where('sale_id', '=', saleId)
		.execute();
}

export async function putOff(
	db: Db,
	saleId: string,
	next: { tries: number; at: Date; fault: string; caseId: string | null }
): Promise<void> {
	await db
		.updateTable('reward_tasks')
		.set({ tries: next.tries, next_at: next.at, last_fault: next.fault, case_id: next.caseId })
		.where('sale_id', '=', saleId)
		.execute();
}

/** A case that its own task has settled. */
export async function closeCase(db: Db, caseId: string, now: Date): Promise<void> {
	await db
		.updateTable('cases')
		.set({ state: 'settled', settled_at: now, resolution: 'put_right', reason: 'It was told after all.' })
		.where('id', '=', caseId)
		.where('state', '=', 'open')
		.execute();
}

export function readQueue(db: Db) {
	return db
		.selectFrom('reward_tasks')
		.select((of) => [
			of.fn.countAll<number>().filterWhere('state', '=', 'waiting').as('waiting'),
			of.fn.countAll<number>().filterWhere('state', '=', 'refused').as('refused'),
			of.fn.min('created_at').filterWhere('state', '=', 'waiting').as('oldestAt')
		])
		.where('state', '<>', 'done')
		.executeTakeFirstOrThrow();
}

/** The sale and every return of it, as their tills wrote them. */
export function selectBooked(db: Db, saleId: string) {
	return db
		.selectFrom('sales as o')
		.innerJoin('sales as s', (join) =>
			join.on((of) =>
				of.or([
					of('s.id', '=', of.ref('o.id')),
					of.and([of('s.kind', '=', 'return'), of('s.original_receipt_number', '=', of.ref('o.receipt_number'))])
				])
			)
		)
		.innerJoin('journal_events as e', (join) =>
			join
				.onRef('e.till_id', '=', 's.till_id')
				.onRef('e.epoch', '=', 's.epoch')
				.onRef('e.seq', '=', 's.seq')
				.onRef('e.branch', '=', 's.branch')
		)
		.select(['s.id', 's.kind', 's.at', 's.till_id as tillId', 's.member_id as memberId', 'e.text'])
		.where('o.id', '=', saleId)
		.where('o.kind', '=', 'sale')
		.orderBy('s.received_at')
		.orderBy('s.at')
		.limit(200)
		.execute();
}

export async function isBooked(db: Db, saleId: string): Promise<boolean> {
	return (await db.selectFrom('sales').select('id').where('id', '=', saleId).executeTakeFirst()) !== undefined;
}

export async function insertCaseOnce(
	db: Db,
	row: { id: string; kind: string; saleId: string; detail: Record<string, unknown>; at: Date }
): Promise<void> {
	const { id, kind, saleId, detail, at } = row;
	await db
		.insertInto('cases')
		.values({ id, kind, sale_id: saleId, detail: JSON.stringify(detail), opened_at: at })
		.onConflict((conflict) => conflict.column('id').doNothing())
		.execute();
}

export async function hasCase(db: Db, id: string): Promise<boolean> {
	const found = await db.selectFrom('cases').select('id').where('id', '=', id).executeTakeFirst();
	return found !== undefined;
}

/** The sale with this receipt number; of doubled numbers the first that was booked. */
export function findSaleOfReceipt(db: Db, receiptNumber: string) {
	return db
		.selectFrom('sales')
		.select(['id', 'member_id as memberId'])
		.where('receipt_number', '=', receiptNumber)
		.where('kind', '=', 'sale')
		.orderBy('received_at')
		.executeTakeFirst();
}

/** What was refused of this member's sales is tried at once: what stood in the way may be gone. */
export async function tryMember(db: Db, memberId: string, now: Date): Promise<void> {
	await db
		.updateTable('reward_tasks')
		.set({ state: 'waiting', next_at: now, done_at: null })
		.where('state', '=', 'refused')
		.where('about', 'in', db.selectFrom('sales').select('id').where('member_id', '=', memberId))
		.execute();
}

/** One refused sale of each member, of those that were not tried since; the longest refused first. */
export async function tryRefused(db: Db, now: Date, notSince: Date, limit: number): Promise<void> {
	await sql`
		UPDATE reward_tasks SET state = 'waiting', next_at = ${now}, done_at = NULL
		WHERE sale_id IN (
			SELECT sale_id FROM (
				SELECT DISTINCT ON (s.member_id) t.sale_id, max(t.done_at) OVER (PARTITION BY s.member_id) AS tried_at
				FROM reward_tasks t JOIN sales s ON s.id = t.about
				WHERE t.state = 'refused'
				ORDER BY s.member_id, t.created_at
			) one
			WHERE tried_at < ${notSince} ORDER BY tried_at LIMIT ${limit}
		)`.execute(db);
}

/** What a person calls a sale, and whose it is. */
export function findSold(db: Db, saleId: string) {
	return db
		.selectFrom('sales')
		.select(['receipt_number as receiptNumber', 'member_id as memberId'])
		.where('id', '=', saleId)
		.executeTakeFirst();
}

/** What waits or was refused is tried at once. */
export async function tryNow(db: Db, now: Date): Promise<number> {
	const row = await db
		.updateTable('reward_tasks')
		.set({ state: 'waiting', next_at: now, done_at: null })
		.where('state', 'in', ['waiting', 'refused'])
		.executeTakeFirst();
	return Number(row.numUpdatedRows);
}
