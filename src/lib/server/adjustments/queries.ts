import { sql, type Insertable, type Transaction } from 'kysely';
import type { Db } from '$lib/server/db/client';
import type { Database } from '$lib/server/db/schema';
import type { AdjustmentState } from '$lib/server/db/schema-adjustments';

export type Trx = Transaction<Database>;

export function findAdjustment(db: Db, id: string) {
	return db.selectFrom('wallet_adjustments').selectAll().where('id', '=', id).executeTakeFirst();
}

export type AdjustmentRow = NonNullable<Awaited<ReturnType<typeof findAdjustment>>>;

export function lockAdjustment(tx: Trx, id: string) {
	return tx.selectFrom('wallet_adjustments').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

/** False when this form was sent before. */
export async function insertAdjustment(tx: Trx, row: Insertable<Database['wallet_adjustments']>): Promise<boolean> {
	const added = await tx
		.insertInto('wallet_adjustments')
		.values(row)
		.onConflict((oc) => oc.column('id').doNothing())
		.returning('id')
		.executeTakeFirst();
	return added !== undefined;
}

export function decide(
	tx: Trx,
	id: string,
	decision: { state: AdjustmentState; decided_by: string | null; decided_at: Date; transaction_id: string | null }
) {
	return tx.updateTable('wallet_adjustments').set(decision).where('id', '=', id).execute();
}

/** Waits for whoever corrects the same wallet at this moment, so that two halves of a sum cannot slip below the limit. */
export function lockMember(tx: Trx, memberId: string) {
	return tx
		.selectFrom('members')
		.select(['id', 'state'])
		.where('id', '=', memberId)
		.forNoKeyUpdate()
		.executeTakeFirst();
}

/** What was given and taken by one person's word alone, without regard to sign. */
export async function sumAlone(tx: Trx, memberId: string, currency: string, since: Date): Promise<number> {
	const row = await tx
		.selectFrom('wallet_adjustments')
		.select(sql<number>`coalesce(sum(abs(amount_minor)), 0)::bigint`.as('sum'))
		.where('member_id', '=', memberId)
		.where('currency', '=', currency)
		.where('state', '=', 'booked')
		.where('needs_second', '=', false)
		.where('decided_at', '>=', since.toISOString())
		.executeTakeFirstOrThrow();
	return row.sum;
}

export function listPending(db: Db, memberId: string | null, limit: number) {
	let query = db
		.selectFrom('wallet_adjustments as a')
		.innerJoin('members as m', 'm.id', 'a.member_id')
		.innerJoin('staff as p', 'p.id', 'a.asked_by')
		.select(['a.id', 'a.member_id as memberId', 'm.name as memberName', 'a.currency', 'a.amount_minor as amountMinor'])
		.select([
			'a.conditions',
			'a.label',
			'a.reason',
			'a.asked_by as askedBy',
			'p.name as askedByName',
			'a.asked_at as askedAt'
		])
		.where('a.state', '=', 'pending');
	if (memberId !== null) query = query.where('a.member_id', '=', memberId);
	return query.orderBy('a.asked_at').limit(limit).execute();
}

export async function countPending(db: Db): Promise<number> {
	const row = await db
		.selectFrom('wallet_adjustments')
		.select((of) => of.fn.countAll<number>().as('n'))
		.where('state', '=', 'pending')
		.executeTakeFirstOrThrow();
	return row.n;
}
