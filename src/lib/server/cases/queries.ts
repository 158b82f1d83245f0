import { sql } from 'kysely';
import type { Db } from '$lib/server/db/client';

export type CaseState = 'open' | 'settled';
export type Resolution = 'explained' | 'shop_bears' | 'put_right';

export function selectCases(db: Db, state: CaseState, search: string, limit: number) {
	let query = caseRows(db).where('c.state', '=', state);
	if (search !== '') {
		const like = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
		const number = /^#?\d{1,15}$/.test(search) ? Number(search.replace('#', '')) : null;
		query = query.where((of) =>
			of.or([
				of('s.receipt_number', 'ilike', like),
				of('t.name', 'ilike', like),
				of('t.code', 'ilike', like),
				of('m.name', 'ilike', like),
				of(sql<string>`replace(c.kind, '_', ' ')`, 'ilike', like),
				...(number === null ? [] : [of('c.number', '=', number)])
			])
		);
	}
	const at = state === 'open' ? 'c.opened_at' : 'c.settled_at';
	return query.orderBy(at, 'desc').orderBy('c.id', 'desc').limit(limit).execute();
}

export async function countCases(db: Db, state: CaseState): Promise<number> {
	const row = await db
		.selectFrom('cases')
		.select((of) => of.fn.countAll<number>().as('n'))
		.where('state', '=', state)
		.executeTakeFirstOrThrow();
	return row.n;
}

export function selectCase(db: Db, id: string) {
	return caseRows(db).where('c.id', '=', id).executeTakeFirst();
}

function caseRows(db: Db) {
	return db
		.selectFrom('cases as c')
		.leftJoin('sales as s', 's.id', 'c.sale_id')
		.leftJoin('tills as t', (join) => join.on(sql<boolean>`t.id = coalesce(c.till_id, s.till_id)`))
		.leftJoin('stores as st', 'st.id', 't.store_id')
		.leftJoin('members as m', 'm.id', 's.member_id')
		.leftJoin('staff as p', 'p.id', 'c.settled_by')
		.select(['c.id', 'c.number', 'c.kind', 'c.state', 'c.detail', 'c.epoch', 'c.seq', 'c.till_id as tillId'])
		.select(['c.sale_id as saleId', 'c.opened_at as openedAt', 'c.settled_at as settledAt', 'p.name as settledBy'])
		.select(['c.resolution', 'c.reason', 't.name as tillName', 't.code as tillCode', 'st.zone', 'st.locale'])
		.select(['s.receipt_number as receiptNumber', 's.due_minor as dueMinor', 's.currency'])
		.select(['m.id as memberId', 'm.name as memberName']);
}

export async function settle(
	db: Db,
	id: string,
	given: { staffId: string; now: Date; resolution: Resolution; reason: string }
): Promise<boolean> {
	const row = await db
		.updateTable('cases')
		.set({
			...{ state: 'settled', settled_at: given.now, settled_by: given.staffId },
			...{ resolution: given.resolution, reason: given.reason }
		})
		.where('id', '=', id)
		.where('state', '=', 'open')
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

export async function reopen(db: Db, id: string): Promise<boolean> {
	const row = await db
		.updateTable('cases')
		.set({ state: 'open', settled_at: null, settled_by: null, resolution: null, reason: null })
		.where('id', '=', id)
		.where('state', '=', 'settled')
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

export function insertCase(
	db: Db,
	row: {
		id: string;
		kind: string;
		tillId: string | null;
		saleId: string | null;
		detail: Record<string, unknown>;
		at: Date;
	}
) {
	const { id, kind, tillId, saleId, at } = row;
	return db
		.insertInto('cases')
		.values({ id, kind, till_id: tillId, sale_id: saleId, detail: JSON.stringify(row.detail), opened_at: at })
		.execute();
}

/** Who settled and opened a case again, the newest first. */
export function selectCaseHistory(db: Db, id: string) {
	return db
		.selectFrom('audit_log as a')
		.leftJoin('staff as p', 'p.id', 'a.actor_id')
		.select(['a.id', 'a.at', 'a.action', 'p.name as staffName', 'a.detail'])
		.where('a.object', '=', id)
		.orderBy('a.at', 'desc')
		.orderBy('a.id', 'desc')
		.limit(20)
		.execute();
}
