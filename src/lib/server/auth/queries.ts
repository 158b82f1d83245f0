import { sql, type Insertable } from 'kysely';
import { callOnce } from '$lib/server/db/calls';
import type { Db } from '$lib/server/db/client';
import type { LoginCodesTable } from '$lib/server/db/schema-sign-in';

/** `by`: 1 counts an attempt, -1 takes one back. By a transaction of its own, which `db` must not be in. */
export function countAttempt(db: Db, key: string, windowStart: Date, by: 1 | -1 = 1): Promise<number> {
	return callOnce<number>(db, {
		name: 'count_attempt',
		text: 'SELECT count_attempt($1, $2, $3) AS answer',
		values: [key, windowStart, by]
	});
}

export async function selectAttempts(db: Db, key: string, windowStart: Date): Promise<number> {
	const row = await db
		.selectFrom('rate_limits')
		.select('count')
		.where('key', '=', key)
		.where('window_start', '=', windowStart.toISOString())
		.executeTakeFirst();
	return row?.count ?? 0;
}

// Staff ---------------------------------------------------------------------------------------------------------------

export function insertStaffSession(db: Db, tokenHash: Buffer, staffId: string, now: Date, expiresAt: Date) {
	return db
		.insertInto('staff_sessions')
		.values({ token_hash: tokenHash, staff_id: staffId, created_at: now, last_seen_at: now, expires_at: expiresAt })
		.execute();
}

export function selectStaffBySession(db: Db, tokenHash: Buffer, now: Date, seenSince: Date) {
	return db
		.selectFrom('staff_sessions as s')
		.innerJoin('staff as p', 'p.id', 's.staff_id')
		.select(['p.id as staffId', 'p.name', 'p.email', 'p.role', 's.last_seen_at as lastSeenAt'])
		.select((eb) => eb('p.totp_secret', 'is not', null).as('hasTotp'))
		.where('s.token_hash', '=', tokenHash)
		.where('s.expires_at', '>', now.toISOString())
		.where('s.last_seen_at', '>', seenSince.toISOString())
		.where('p.active', '=', true)
		.$narrowType<{ hasTotp: boolean }>()
		.executeTakeFirst();
}

export function touchStaffSession(db: Db, tokenHash: Buffer, now: Date) {
	return db.updateTable('staff_sessions').set({ last_seen_at: now }).where('token_hash', '=', tokenHash).execute();
}

export function deleteStaffSession(db: Db, tokenHash: Buffer) {
	return db.deleteFrom('staff_sessions').where('token_hash', '=', tokenHash).execute();
}

export function deleteStaffSessionsOf(db: Db, staffId: string, except: Buffer | undefined) {
	let query = db.deleteFrom('staff_sessions').where('staff_id', '=', staffId);
	if (except) query = query.where('token_hash', '!=', except);
	return query.execute();
}

export function selectManagerByEmail(db: Db, email: string) {
	return db
		.selectFrom('staff')
		.select(['id', 'password_hash as passwordHash', 'totp_secret as totpSecret'])
		.where('email', '=', email)
		.where('role', '=', 'manager')
		.where('active', '=', true)
		.executeTakeFirst();
}

export function selectManager(db: Db, staffId: string) {
	return db
		.selectFrom('staff')
		.select(['id', 'name', 'email', 'password_hash as passwordHash', 'totp_secret as totpSecret'])
		.where('id', '=', staffId)
		.where('role', '=', 'manager')
		.where('active', '=', true)
		.executeTakeFirst();
}

export function setPasswordHash(db: Db, staffId: string, passwordHash: string) {
	return db.updateTable('staff').set({ password_hash: passwordHash }).where('id', '=', staffId).execute();
}

// Second factor -------------------------------------------------------------------------------------------------------

export function insertSignIn(db: Db, tokenHash: Buffer, staffId: string, expiresAt: Date) {
	return db
		.insertInto('staff_sign_ins')
		.values({ token_hash: tokenHash, staff_id: staffId, expires_at: expiresAt })
		.execute();
}

/** Counts the try and answers whose sign-in it is, while tries are left. */
export function countSignInTry(db: Db, tokenHash: Buffer, now: Date, mostTries: number) {
	return db
		.updateTable('staff_sign_ins')
		.set({ tries: sql`tries + 1` })
		.where('token_hash', '=', tokenHash)
		.where('expires_at', '>', now.toISOString())
		.where('tries', '<', mostTries)
		.returning('staff_id as staffId')
		.executeTakeFirst();
}

export function deleteSignIn(db: Db, tokenHash: Buffer) {
	return db.deleteFrom('staff_sign_ins').where('token_hash', '=', tokenHash).execute();
}

export async function takeTotpStep(db: Db, staffId: string, step: number): Promise<boolean> {
	const row = await db
		.updateTable('staff')
		.set({ totp_last_step: step })
		.where('id', '=', staffId)
		.where((eb) => eb.or([eb('totp_last_step', 'is', null), eb('totp_last_step', '<', step)]))
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

export function saveTotp(db: Db, staffId: string, secret: Buffer | null) {
	return db.updateTable('staff').set({ totp_secret: secret, totp_last_step: null }).where('id', '=', staffId).execute();
}

export async function replaceRecoveryCodes(db: Db, staffId: string, hashes: Buffer[]): Promise<void> {
	await db.deleteFrom('recovery_codes').where('staff_id', '=', staffId).execute();
	if (hashes.length === 0) return;
	await db
		.insertInto('recovery_codes')
		.values(hashes.map((code_hash) => ({ staff_id: staffId, code_hash })))
		.execute();
}

export async function takeRecoveryCode(db: Db, staffId: string, codeHash: Buffer, now: Date): Promise<boolean> {
	const row = await db
		.updateTable('recovery_codes')
		.set({ used_at: now })
		.where('staff_id', '=', staffId)
		.where('code_hash', '=', codeHash)
		.where('used_at', 'is', null)
		.returning('staff_id')
		.executeTakeFirst();
	return row !== undefined;
}

// Members -------------------------------------------------------------------------------------------------------------

export function insertMemberSession(db: Db, tokenHash: Buffer, memberId: string, expiresAt: Date) {
	return db
		.insertInto('member_sessions')
		.values({ token_hash: tokenHash, member_id: memberId, expires_at: expiresAt })
		.execute();
}

export function selectMemberBySession(db: Db, tokenHash: Buffer, now: Date) {
	return db
		.selectFrom('member_sessions as s')
		.innerJoin('members as m', 'm.id', 's.member_id')
		.select(['m.id as memberId', 'm.name', 'm.email'])
		.where('s.token_hash', '=', tokenHash)
		.where('s.expires_at', '>', now.toISOString())
		.executeTakeFirst();
}

export function deleteMemberSession(db: Db, tokenHash: Buffer) {
	return db.deleteFrom('member_sessions').where('token_hash', '=', tokenHash).execute();
}

export function insertLoginCode(db: Db, row: Insertable<LoginCodesTable>) {
	return db.insertInto('login_codes').values(row).execute();
}

export function selectNewestLoginCode(db: Db, email: string, now: Date) {
	return db
		.selectFrom('login_codes')
		.select(['id', 'code_hash as codeHash', 'join_name as joinName', 'join_news as joinNews'])
		.where('email', '=', email)
		.where('used_at', 'is', null)
		.where('expires_at', '>', now.toISOString())
		.orderBy('created_at', 'desc')
		.orderBy('id', 'desc')
		.limit(1)
		.executeTakeFirst();
}

export async function countCodeTry(db: Db, id: string, mostTries: number): Promise<boolean> {
	const row = await db
		.updateTable('login_codes')
		.set({ tries: sql`tries + 1` })
		.where('id', '=', id)
		.where('tries', '<', mostTries)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

export async function useLoginCode(db: Db, id: string, now: Date): Promise<boolean> {
	const row = await db
		.updateTable('login_codes')
		.set({ used_at: now })
		.where('id', '=', id)
		.where('used_at', 'is', null)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}
