import type { InstallationKind } from '../config';
import type { Db } from '../db/client';

export function findInstallation(db: Db) {
	return db.selectFrom('installation').select(['kind', 'seeded_at']).executeTakeFirst();
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
