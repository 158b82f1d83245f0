import type { Insertable } from 'kysely';
import type { Db } from '$lib/server/db/client';
import type { DevicesTable } from '$lib/server/db/schema';
import type { EpochsTable } from '$lib/server/db/schema-journal';

export type DeviceState = 'active' | 'retired' | 'stolen';

// Enrolment -----------------------------------------------------------------------------------------------------------

export function insertCode(
	db: Db,
	row: { id: string; tillId: string; codeHash: Buffer; createdBy: string | null; at: Date; expiresAt: Date }
) {
	return db
		.insertInto('enrolment_codes')
		.values({
			id: row.id,
			till_id: row.tillId,
			code_hash: row.codeHash,
			created_by: row.createdBy,
			created_at: row.at,
			expires_at: row.expiresAt
		})
		.execute();
}

/** The code's row, locked: two devices with the same code take turns. */
export function lockCode(tx: Db, codeHash: Buffer) {
	return tx.selectFrom('enrolment_codes').selectAll().where('code_hash', '=', codeHash).forUpdate().executeTakeFirst();
}

export function markCodeUsed(tx: Db, id: string, deviceId: string, at: Date) {
	return tx
		.updateTable('enrolment_codes')
		.set({ used_at: at, used_by_device: deviceId })
		.where('id', '=', id)
		.execute();
}

/** The till's row, locked: one enrolment or epoch at a time. */
export function lockTill(tx: Db, tillId: string) {
	return tx.selectFrom('tills').selectAll().where('id', '=', tillId).forNoKeyUpdate().executeTakeFirst();
}

export function findTill(db: Db, tillId: string) {
	return db.selectFrom('tills').selectAll().where('id', '=', tillId).executeTakeFirst();
}

export function findStore(db: Db, storeId: string) {
	return db.selectFrom('stores').select('id').where('id', '=', storeId).executeTakeFirst();
}

/** False when the code is taken. */
export async function insertTill(
	tx: Db,
	row: { id: string; store_id: string; code: string; name: string }
): Promise<boolean> {
	const added = await tx
		.insertInto('tills')
		.values(row)
		.onConflict((conflict) => conflict.column('code').doNothing())
		.returning('id')
		.executeTakeFirst();
	return added !== undefined;
}

// Devices -------------------------------------------------------------------------------------------------------------

export function insertDevice(tx: Db, row: Insertable<DevicesTable>) {
	return tx.insertInto('devices').values(row).execute();
}

export function findDevice(db: Db, deviceId: string) {
	return db.selectFrom('devices').selectAll().where('id', '=', deviceId).executeTakeFirst();
}

/** Ends the active device of a till, if there is one; answers its id. */
export function retireActive(tx: Db, tillId: string, at: Date) {
	return tx
		.updateTable('devices')
		.set({ state: 'retired', ended_at: at })
		.where('till_id', '=', tillId)
		.where('state', '=', 'active')
		.returning('id')
		.executeTakeFirst();
}

/** A device only ever goes forward: active → retired → stolen. */
export function endDevice(tx: Db, deviceId: string, state: 'retired' | 'stolen', at: Date) {
	return tx
		.updateTable('devices')
		.set({ state, ended_at: at })
		.where('id', '=', deviceId)
		.where('state', 'in', state === 'retired' ? ['active'] : ['active', 'retired'])
		.returning('till_id')
		.executeTakeFirst();
}

// Sessions ------------------------------------------------------------------------------------------------------------

/** False when the nonce was used before. */
export async function useNonce(db: Db, nonce: string, at: Date, forgetBefore: Date): Promise<boolean> {
	await db.deleteFrom('used_nonces').where('used_at', '<', forgetBefore.toISOString()).execute();
	const added = await db
		.insertInto('used_nonces')
		.values({ nonce, used_at: at })
		.onConflict((conflict) => conflict.doNothing())
		.returning('nonce')
		.executeTakeFirst();
	return added !== undefined;
}

export async function insertSession(
	db: Db,
	row: { tokenHash: Buffer; deviceId: string; at: Date; expiresAt: Date }
): Promise<void> {
	await db.deleteFrom('till_sessions').where('expires_at', '<', row.at.toISOString()).execute();
	await db
		.insertInto('till_sessions')
		.values({ token_hash: row.tokenHash, device_id: row.deviceId, created_at: row.at, expires_at: row.expiresAt })
		.execute();
}

export function findDeviceBySession(db: Db, tokenHash: Buffer, now: Date) {
	return db
		.selectFrom('till_sessions as s')
		.innerJoin('devices as d', 'd.id', 's.device_id')
		.innerJoin('tills as t', 't.id', 'd.till_id')
		.select(['d.id as deviceId', 'd.state', 'd.secret', 't.id as tillId', 't.code as tillCode'])
		.select(['t.name as tillName', 't.store_id as storeId'])
		.where('s.token_hash', '=', tokenHash)
		.where('s.expires_at', '>', now.toISOString())
		.executeTakeFirst();
}

// Epochs --------------------------------------------------------------------------------------------------------------

export function insertEpoch(tx: Db, row: Insertable<EpochsTable>) {
	return tx.insertInto('epochs').values(row).execute();
}

export function findNewestEpoch(db: Db, tillId: string, deviceId?: string) {
	let query = db.selectFrom('epochs').selectAll().where('till_id', '=', tillId);
	if (deviceId !== undefined) query = query.where('device_id', '=', deviceId);
	return query.orderBy('epoch', 'desc').limit(1).executeTakeFirst();
}

export function allowGaps(tx: Db, tillId: string, epoch: number) {
	return tx
		.updateTable('epochs')
		.set({ gaps_allowed: true })
		.where('till_id', '=', tillId)
		.where('epoch', '=', epoch)
		.execute();
}

export function findGeneration(db: Db) {
	return db.selectFrom('installation').select('generation').executeTakeFirst();
}
