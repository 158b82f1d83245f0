/** What was handed over or set apart, and how long its browser has to keep it. */
import type { Db } from '../db/client';

export async function findBackupAndGeneration(db: Db): Promise<{ generation: number; begunAt: string | null }> {
	const row = await db
		.selectFrom('installation')
		.select([
			'generation',
			(of) =>
				of
					.selectFrom('backups')
					.select((b) => b.fn.max('begun_at').as('at'))
					.as('begunAt')
		])
		.executeTakeFirst();
	return { generation: row?.generation ?? 1, begunAt: row?.begunAt ?? null };
}

/** Whether all these events are in the journal or in one of its branches. */
export async function hasEvents(db: Db, tillId: string, epoch: number, hashes: readonly string[]): Promise<boolean> {
	const row = await db
		.selectFrom('journal_events')
		.select((of) => of.fn.count<number>('hash').distinct().as('n'))
		.where('till_id', '=', tillId)
		.where('epoch', '=', epoch)
		.where('hash', 'in', hashes)
		.executeTakeFirst();
	return Number(row?.n ?? 0) === new Set(hashes).size;
}

export function listHeldPayloads(db: Db, deviceId: string) {
	return db.selectFrom('held_pushes').select('payload').where('device_id', '=', deviceId).execute();
}

/** Whether all these events were set apart. */
export async function hasApart(db: Db, deviceId: string, hashes: readonly string[]): Promise<boolean> {
	for (const hash of hashes) {
		const row = await db
			.selectFrom('held_pushes')
			.select('id')
			.where('device_id', '=', deviceId)
			.where('payload', 'like', `%"${hash}"%`)
			.limit(1)
			.executeTakeFirst();
		if (!row) return false;
	}
	return true;
}

export function insertHeldPush(db: Db, row: { id: string; deviceId: string; payload: string; at: Date }) {
	return db
		.insertInto('held_pushes')
		.values({ id: row.id, device_id: row.deviceId, payload: row.payload, received_at: row.at })
		.execute();
}

export function lockHeldPush(tx: Db, id: string) {
	return tx.selectFrom('held_pushes').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

/** Whether something that came before it from the same device waits for a decision. */
export async function hasUndecidedBefore(
	db: Db,
	push: { id: string; device_id: string; received_at: string }
): Promise<boolean> {
	const row = await db
		.selectFrom('held_pushes')
		.select('id')
		.where('device_id', '=', push.device_id)
		.where('id', '!=', push.id)
		.where('received_at', '<=', push.received_at)
		.where('decision', 'is', null)
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}

export function listUndecided(db: Db, limit: number) {
	return db
		.selectFrom('held_pushes as h')
		.innerJoin('devices as d', 'd.id', 'h.device_id')
		.innerJoin('tills as t', 't.id', 'd.till_id')
		.innerJoin('stores as st', 'st.id', 't.store_id')
		.select(['h.id', 'h.payload', 'h.received_at as receivedAt', 'd.name as deviceName', 't.name as tillName'])
		.select(['st.zone', 'st.locale', 'd.ended_at as endedAt'])
		.where('h.decision', 'is', null)
		.orderBy('h.received_at')
		.orderBy('h.id')
		.limit(limit)
		.execute();
}

export function settleHeldPush(tx: Db, id: string, by: { decision: string; staffId: string; at: Date }) {
	return tx
		.updateTable('held_pushes')
		.set({ decision: by.decision, decided_by: by.staffId, decided_at: by.at })
		.where('id', '=', id)
		.execute();
}
