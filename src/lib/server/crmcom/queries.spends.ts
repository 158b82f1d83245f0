import { sql, type Insertable, type Updateable } from 'kysely';
import type { Db } from '../db/client';
import type { CrmcomSpendsTable } from '../db/schema-crmcom';
import { within, type Window } from './queries.window';

export async function insertSpends(db: Db, rows: Insertable<CrmcomSpendsTable>[]): Promise<void> {
	if (rows.length === 0) return;
	await db
		.insertInto('crmcom_spends')
		.values(rows)
		.onConflict((oc) => oc.doNothing())
		.execute();
}

export type SpendRow = Awaited<ReturnType<typeof selectSpends>>[number];

export function selectSpends(db: Db, purchaseIds: readonly string[]) {
	if (purchaseIds.length === 0) return Promise.resolve([]);
	return db.selectFrom('crmcom_spends').selectAll().where('purchase_id', 'in', purchaseIds).orderBy('number').execute();
}

export type SpendKey = { id: string } | { number: number } | { storeId: string; system: string; reference: string };

export function selectSpend(db: Db, key: SpendKey) {
	const rows = db.selectFrom('crmcom_spends').selectAll();
	if ('id' in key) return rows.where('id', '=', key.id).executeTakeFirst();
	if ('number' in key) return rows.where('number', '=', key.number).executeTakeFirst();
	return rows
		.where('store_id', '=', key.storeId)
		.where('external_system', '=', key.system)
		.where('reference', '=', key.reference)
		.where('state', '!=', 'cancelled')
		.executeTakeFirst();
}

/** Nobody else goes on with it until the transaction ends. */
export function lockSpend(trx: Db, id: string): Promise<SpendRow | undefined> {
	return trx.selectFrom('crmcom_spends').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export type Reservation = { ok: true; amountMinor: number } | { ok: false; code: 'gone' | 'covered' | 'taken' };

/**
 * Sets a part of what is left to pay aside for a spend request, so that two at once never exceed the purchase. The engine
 * is asked afterwards, without a lock of ours.
 */
export function reserveSpend(db: Db, row: Insertable<CrmcomSpendsTable>): Promise<Reservation> {
	return db.transaction().execute(async (tx) => {
		const purchase = await tx
			.selectFrom('crmcom_purchases as p')
			.select(['p.state', 'p.total_minor'])
			.where('p.id', '=', row.purchase_id)
			.forUpdate()
			.executeTakeFirst();
		if (purchase?.state !== 'posted') return { ok: false, code: 'gone' };
		const { sum } = await tx
			.selectFrom('crmcom_spends')
			.select((eb) => eb.fn.coalesce(eb.fn.sum<string>('amount_minor'), sql.lit(0)).as('sum'))
			.where('purchase_id', '=', row.purchase_id)
			.where('state', '!=', 'cancelled')
			.executeTakeFirstOrThrow();
		const amountMinor = Math.min(row.amount_minor, purchase.total_minor - Number(sum));
		if (amountMinor <= 0) return { ok: false, code: 'covered' };
		const added = await tx
			.insertInto('crmcom_spends')
			.values({ ...row, amount_minor: amountMinor })
			.onConflict((oc) => oc.doNothing())
			.returning('id')
			.executeTakeFirst();
		return added ? { ok: true, amountMinor } : { ok: false, code: 'taken' };
	});
}

export async function updateSpend(
	db: Db,
	id: string,
	from: string,
	change: Updateable<CrmcomSpendsTable>
): Promise<boolean> {
	const row = await db
		.updateTable('crmcom_spends')
		.set(change)
		.where('id', '=', id)
		.where('state', '=', from)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

export function deletePendingSpend(db: Db, id: string) {
	return db.deleteFrom('crmcom_spends').where('id', '=', id).where('state', '=', 'pending').execute();
}

export type SpendFilter = Window & { purchaseId?: string; states: readonly string[] };

export function selectSpendList(db: Db, filter: SpendFilter, limit: number, offset: number) {
	let rows = db
		.selectFrom('crmcom_spends as s')
		.innerJoin('crmcom_purchases as p', 'p.id', 's.purchase_id')
		.selectAll('s')
		.where('s.state', 'in', filter.states)
		.where(within('s', filter));
	if (filter.purchaseId) rows = rows.where('p.id', '=', filter.purchaseId);
	return rows.orderBy('s.performed_at', 'desc').orderBy('s.id', 'desc').limit(limit).offset(offset).execute();
}

export function selectUnfinishedSpends(db: Db, before: Date, limit: number) {
	return db
		.selectFrom('crmcom_spends')
		.selectAll()
		.where('state', 'in', ['pending', 'cancelling'])
		.where('created_at', '<', before.toISOString())
		.orderBy('created_at')
		.limit(limit)
		.execute();
}

/** With their purchase. One that is being cancelled by itself goes back by itself. */
export function markSpendsCancelled(tx: Db, purchaseId: string, at: string, keyId: string | null) {
	return tx
		.updateTable('crmcom_spends')
		.set({ state: 'cancelled', cancelled_at: at, cancelled_by: keyId })
		.where('purchase_id', '=', purchaseId)
		.where('state', '=', 'posted')
		.execute();
}
