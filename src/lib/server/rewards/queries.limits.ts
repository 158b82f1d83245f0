import type { Insertable } from 'kysely';
import type { Db } from '../db/client';
import type { Database } from '../db/schema';

export async function countOtherManagers(db: Db, staffId: string): Promise<number> {
	const row = await db
		.selectFrom('staff')
		.select((of) => of.fn.countAll<number>().as('n'))
		.where('role', '=', 'manager')
		.where('active', '=', true)
		.where('id', '!=', staffId)
		.executeTakeFirstOrThrow();
	return row.n;
}

/** False when another one waits already. */
export async function insertRaise(tx: Db, row: Insertable<Database['adjustment_limit_raises']>): Promise<boolean> {
	const added = await tx
		.insertInto('adjustment_limit_raises')
		.values(row)
		.onConflict((oc) => oc.doNothing())
		.returning('id')
		.executeTakeFirst();
	return added !== undefined;
}

export function selectPendingRaise(db: Db) {
	return db
		.selectFrom('adjustment_limit_raises as r')
		.innerJoin('staff as p', 'p.id', 'r.asked_by')
		.select(['r.id', 'r.limit_minor as limitMinor', 'r.limit_points as limitPoints'])
		.select(['r.asked_by as askedBy', 'p.name as askedByName', 'r.asked_at as askedAt'])
		.where('r.state', '=', 'pending')
		.executeTakeFirst();
}

export function lockRaise(tx: Db, id: string) {
	return tx.selectFrom('adjustment_limit_raises').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export function decideRaise(
	tx: Db,
	id: string,
	decision: { state: 'agreed' | 'refused' | 'withdrawn'; decided_by: string; decided_at: Date }
) {
	return tx.updateTable('adjustment_limit_raises').set(decision).where('id', '=', id).execute();
}
