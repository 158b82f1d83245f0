/** What is written down about spends on the other side. */
import type { Insertable, Updateable } from 'kysely';
import type { Db } from '../db/client';
import type { Database } from '../db/schema';

export type RemoteSpend = Awaited<ReturnType<typeof selectSpends>>[number];

/** Those that stand or may stand. */
export function selectSpends(db: Db, purchaseId: string) {
	return db
		.selectFrom('remote_spends')
		.select(['id', 'reference', 'state', 'request', 'remote_id as remoteId'])
		.select(['asked_minor as askedMinor', 'granted_minor as grantedMinor'])
		.where('purchase_id', '=', purchaseId)
		.where('state', 'in', ['creating', 'granted'])
		.orderBy('created_at')
		.orderBy('id')
		.execute();
}

export async function countSpends(db: Db, purchaseId: string): Promise<number> {
	const row = await db
		.selectFrom('remote_spends')
		.select((of) => of.fn.countAll<number>().as('n'))
		.where('purchase_id', '=', purchaseId)
		.executeTakeFirst();
	return row?.n ?? 0;
}

export async function insertSpend(db: Db, row: Insertable<Database['remote_spends']>): Promise<void> {
	await db.insertInto('remote_spends').values(row).execute();
}

export async function updateSpend(db: Db, id: string, change: Updateable<Database['remote_spends']>): Promise<void> {
	await db.updateTable('remote_spends').set(change).where('id', '=', id).execute();
}

export async function endSpends(db: Db, purchaseId: string): Promise<void> {
	await db
		.updateTable('remote_spends')
		.set({ state: 'cancelled' })
		.where('purchase_id', '=', purchaseId)
		.where('state', 'in', ['creating', 'granted'])
		.execute();
}
