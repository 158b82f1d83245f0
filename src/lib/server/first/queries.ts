import { sql, type Insertable } from 'kysely';
import type { Db } from '$lib/server/db/client';
import type { StoresTable } from '$lib/server/db/schema';
import type { StaffTable } from '$lib/server/db/schema-sign-in';

/** One at a time: two browsers at the first page make one manager, not two. */
export async function lockFirst(tx: Db): Promise<void> {
	await sql`select pg_advisory_xact_lock(hashtext('first manager'))`.execute(tx);
}

export async function hasManager(db: Db): Promise<boolean> {
	const row = await db.selectFrom('staff').select('id').where('role', '=', 'manager').limit(1).executeTakeFirst();
	return row !== undefined;
}

export function setMerchantName(tx: Db, merchant_name: string) {
	return tx.updateTable('installation').set({ merchant_name }).execute();
}

export function insertStore(tx: Db, row: Insertable<StoresTable>) {
	return tx.insertInto('stores').values(row).execute();
}

export function insertManager(tx: Db, row: Insertable<StaffTable>) {
	return tx.insertInto('staff').values(row).execute();
}

export function insertTaxRates(tx: Db, rows: { id: string; name: string; letter: string; rate_bp: number }[]) {
	return tx
		.insertInto('tax_rates')
		.values(rows)
		.onConflict((oc) => oc.doNothing())
		.execute();
}

const setupCodeName = 'setup_code';

export function saveSetupCode(db: Db, value: Buffer) {
	return db
		.insertInto('secrets')
		.values({ name: setupCodeName, value })
		.onConflict((oc) => oc.column('name').doUpdateSet({ value }))
		.execute();
}

export async function selectSetupCode(db: Db): Promise<Buffer | null> {
	const row = await db.selectFrom('secrets').select('value').where('name', '=', setupCodeName).executeTakeFirst();
	return row?.value ?? null;
}

export function deleteSetupCode(tx: Db) {
	return tx.deleteFrom('secrets').where('name', '=', setupCodeName).execute();
}
