import type { Db } from '$lib/server/db/client';

export function selectCases(db: Db, state: 'open' | 'settled', limit: number) {
	return caseRows(db).where('c.state', '=', state).orderBy('c.opened_at', 'desc').limit(limit).execute();
}

export function selectCase(db: Db, id: string) {
	return caseRows(db).where('c.id', '=', id).executeTakeFirst();
}

function caseRows(db: Db) {
	return db
		.selectFrom('cases as c')
		.leftJoin('tills as t', 't.id', 'c.till_id')
		.leftJoin('stores as st', 'st.id', 't.store_id')
		.leftJoin('sales as s', 's.id', 'c.sale_id')
		.leftJoin('staff as p', 'p.id', 'c.settled_by')
		.select([
			'c.id',
			'c.kind',
			'c.state',
			'c.detail',
			'c.epoch',
			'c.seq',
			'c.sale_id as saleId',
			'c.opened_at as openedAt'
		])
		.select(['c.settled_at as settledAt', 'p.name as settledBy', 't.name as tillName', 't.code as tillCode'])
		.select(['s.receipt_number as receiptNumber', 's.due_minor as dueMinor', 's.currency', 'st.zone', 'st.locale']);
}

/** The event a case is about, as it arrived. */
export function selectEventOfCase(db: Db, id: string) {
	return db
		.selectFrom('cases as c')
		.innerJoin('journal_events as e', (join) =>
			join.onRef('e.till_id', '=', 'c.till_id').onRef('e.epoch', '=', 'c.epoch').onRef('e.seq', '=', 'c.seq')
		)
		.select(['e.branch', 'e.text', 'e.hash', 'e.result'])
		.where('c.id', '=', id)
		.orderBy('e.branch')
		.execute();
}

export async function settle(db: Db, id: string, staffId: string, now: Date): Promise<boolean> {
	const row = await db
		.updateTable('cases')
		.set({ state: 'settled', settled_at: now, settled_by: staffId })
		.where('id', '=', id)
		.where('state', '=', 'open')
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

export async function reopen(db: Db, id: string): Promise<boolean> {
	const row = await db
		.updateTable('cases')
		.set({ state: 'open', settled_at: null, settled_by: null })
		.where('id', '=', id)
		.where('state', '=', 'settled')
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

export function insertCase(
	db: Db,
	row: { id: string; kind: string; tillId: string | null; detail: Record<string, unknown>; at: Date }
) {
	const { id, kind, tillId, at } = row;
	return db
		.insertInto('cases')
		.values({ id, kind, till_id: tillId, detail: JSON.stringify(row.detail), opened_at: at })
		.execute();
}
