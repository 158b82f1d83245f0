import type { InstallationKind } from '../config';
import type { Db } from '../db/client';

export function findInstallation(db: Db) {
	return db.selectFrom('installation').select(['kind', 'seeded_at']).executeTakeFirst();
}

export async function findMerchantName(db: Db): Promise<string | null> {
	const row = await db.selectFrom('installation').select('merchant_name').executeTakeFirst();
	return row?.merchant_name ?? null;
}

export async function insertInstallation(db: Db, kind: InstallationKind, merchantName: string | null): Promise<void> {
	await db
		.insertInto('installation')
		.values({ kind, merchant_name: merchantName })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

export async function markSeeded(db: Db, at: string): Promise<void> {
	await db.updateTable('installation').set({ seeded_at: at }).execute();
}

export async function listMigrationNames(db: Db): Promise<string[]> {
	const rows = await db.selectFrom('schema_migrations').select('name').orderBy('name').execute();
	return rows.map((row) => row.name);
}

/** When the oldest change was made that has no position yet; null if all have one. */
export async function findOldestWaitingChange(db: Db): Promise<string | null> {
	const row = await db
		.selectFrom('changes')
		.select((eb) => eb.fn.min('at').as('at'))
		.where('pos', 'is', null)
		.executeTakeFirst();
	return row?.at ?? null;
}
