import type { Insertable } from 'kysely';
import { callOnce } from '$lib/server/db/calls';
import type { Db } from '$lib/server/db/client';
import type { ApiKeysTable, ApiTokensTable } from '$lib/server/db/schema-crmcom';

export function insertKey(db: Db, row: Insertable<ApiKeysTable>) {
	return db.insertInto('api_keys').values(row).execute();
}

export function selectKeys(db: Db) {
	return keyRows(db)
		.orderBy('k.revoked_at', (order) => order.asc().nullsFirst())
		.orderBy('k.created_at', 'desc')
		.execute();
}

export function selectKey(db: Db, id: string) {
	return keyRows(db).where('k.id', '=', id).executeTakeFirst();
}

function keyRows(db: Db) {
	return db
		.selectFrom('api_keys as k')
		.leftJoin('staff as p', 'p.id', 'k.created_by')
		.select(['k.id', 'k.name', 'k.login', 'k.shown', 'k.scopes', 'k.store_ids as storeIds'])
		.select(['k.unknown_products as unknownProducts', 'k.created_at as createdAt', 'k.expires_at as expiresAt'])
		.select(['k.revoked_at as revokedAt', 'k.last_used_at as lastUsedAt', 'p.name as createdBy']);
}

/** False when it was revoked before or is not there. Its tokens end with it. */
export async function revoke(tx: Db, id: string, staffId: string | null, now: Date): Promise<boolean> {
	const row = await tx
		.updateTable('api_keys')
		.set({ revoked_at: now, revoked_by: staffId })
		.where('id', '=', id)
		.where('revoked_at', 'is', null)
		.returning('id')
		.executeTakeFirst();
	if (!row) return false;
	await tx.deleteFrom('api_tokens').where('key_id', '=', id).execute();
	return true;
}

/** A key that may be used now, with its login. */
export function selectUsableKey(db: Db, keyHash: Buffer, now: Date) {
	return db
		.selectFrom('api_keys')
		.select(['id', 'login', 'store_ids as storeIds'])
		.where('key_hash', '=', keyHash)
		.where('revoked_at', 'is', null)
		.where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now.toISOString())]))
		.executeTakeFirst();
}

export async function insertToken(db: Db, row: Insertable<ApiTokensTable>, now: Date): Promise<void> {
	await db.insertInto('api_tokens').values(row).execute();
	await db.updateTable('api_keys').set({ last_used_at: now }).where('id', '=', row.key_id).execute();
}

export type EnteredCall = {
	keyId: string;
	scopes: string[];
	storeIds: string[];
	storeId: string;
	unknownProducts: string;
	/** Token or key is too old; the call was not counted. */
	ended: boolean;
	calls: number;
	stamp: string;
};

/** The key behind a token, with its call counted; see the migration. */
export function enterCall(db: Db, tokenHash: Buffer, countedAs: string, windowStart: Date, now: Date) {
	return callOnce<EnteredCall | null>(db, {
		name: 'enter_call',
		text: 'SELECT enter_call($1, $2, $3, $4) AS answer',
		values: [tokenHash, countedAs, windowStart.toISOString(), now.toISOString()]
	});
}

export function deleteToken(db: Db, tokenHash: Buffer) {
	return db.deleteFrom('api_tokens').where('token_hash', '=', tokenHash).execute();
}

export function selectStores(db: Db) {
	return db.selectFrom('stores').select(['id', 'name', 'code']).orderBy('code').execute();
}

export function selectFirstStore(db: Db) {
	return db.selectFrom('stores').select(['zone', 'locale']).orderBy('code').limit(1).executeTakeFirst();
}
