import { sql, type Insertable, type Updateable } from 'kysely';
import type { Db } from '../db/client';
import type { CrmcomPurchaseLinesTable, CrmcomPurchasesTable } from '../db/schema-crmcom';
import { within, type Window } from './queries.window';

/** Writes a purchase with its lines; false when its id or its reference is taken. */
export function insertPurchase(
	db: Db,
	row: Insertable<CrmcomPurchasesTable>,
	lines: Insertable<CrmcomPurchaseLinesTable>[]
): Promise<boolean> {
	return db.transaction().execute(async (tx) => {
		const added = await tx
			.insertInto('crmcom_purchases')
			.values(row)
			.onConflict((oc) => oc.doNothing())
			.returning('id')
			.executeTakeFirst();
		if (!added) return false;
		await tx.insertInto('crmcom_purchase_lines').values(lines).execute();
		return true;
	});
}

export type PurchaseRow = Awaited<ReturnType<typeof selectPurchases>>[number];

const purchaseRows = (db: Db) =>
	db.selectFrom('crmcom_purchases as p').innerJoin('stores as s', 's.id', 'p.store_id').selectAll('p').select('s.code');

export type PurchaseKey = { id: string } | { number: number } | { storeId: string; system: string; reference: string };

/** By its id, its number, or the reference of one that stands. */
export function selectPurchase(db: Db, key: PurchaseKey) {
	const rows = purchaseRows(db);
	if ('id' in key) return rows.where('p.id', '=', key.id).executeTakeFirst();
	if ('number' in key) return rows.where('p.number', '=', key.number).executeTakeFirst();
	return rows
		.where('p.store_id', '=', key.storeId)
		.where('p.external_system', '=', key.system)
		.where('p.reference', '=', key.reference)
		.where('p.state', '!=', 'cancelled')
		.executeTakeFirst();
}

/** Nobody else goes on with it until the transaction ends. */
export function lockPurchase(trx: Db, id: string): Promise<PurchaseRow | undefined> {
	return purchaseRows(trx).where('p.id', '=', id).forUpdate('p').executeTakeFirst();
}

export type PurchaseFilter = Window & {
	classification?: string;
	states: readonly string[];
	reference?: string | undefined;
	withSpends?: boolean | undefined;
	spendable?: boolean | undefined;
};

const spent = sql<number>`coalesce((select sum(s.amount_minor) from crmcom_spends s
	where s.purchase_id = p.id and s.state <> 'cancelled'), 0)::bigint`;
const explicitlySpent = sql<boolean>`exists (select from crmcom_spends s
	where s.purchase_id = p.id and s.kind = 'additional' and s.state = 'posted')`;

export function selectPurchases(db: Db, filter: PurchaseFilter, limit: number, offset: number) {
	let rows = purchaseRows(db).where('p.state', 'in', filter.states).where(within('p', filter));
	if (filter.classification) rows = rows.where('p.classification', '=', filter.classification);
	if (filter.reference) rows = rows.where('p.reference_number', '=', filter.reference);
	if (filter.withSpends !== undefined) rows = rows.where(explicitlySpent, '=', filter.withSpends);
	if (filter.spendable !== undefined) {
		rows = rows.where(sql<boolean>`(p.state = 'posted' and p.total_minor > ${spent})`, '=', filter.spendable);
	}
	return rows.orderBy('p.performed_at', 'desc').orderBy('p.id', 'desc').limit(limit).offset(offset).execute();
}

export function selectLines(db: Db, purchaseIds: readonly string[]) {
	if (purchaseIds.length === 0) return Promise.resolve([]);
	return db
		.selectFrom('crmcom_purchase_lines as l')
		.leftJoin('products as p', 'p.id', 'l.product_id')
		.leftJoin('products as b', 'b.id', 'l.booked_on')
		.selectAll('l')
		.select(['b.sku as standInSku', 'b.name as standInName', 'b.tax_rate_id as standInTaxRateId'])
		.select(['p.sku', 'p.name', 'p.group_id as groupId', 'p.tax_rate_id as taxRateId', 'p.unit'])
		.where('l.purchase_id', 'in', purchaseIds)
		.orderBy('l.purchase_id')
		.orderBy('l.line_no')
		.execute();
}

/** Moves a purchase on when it is in the state expected; false when somebody else was first. */
export async function updatePurchase(
	db: Db,
	id: string,
	from: string,
	change: Updateable<CrmcomPurchasesTable>
): Promise<boolean> {
	const row = await db
		.updateTable('crmcom_purchases')
		.set(change)
		.where('id', '=', id)
		.where('state', '=', from)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

export async function deletePending(db: Db, id: string): Promise<void> {
	await db.deleteFrom('crmcom_purchases').where('id', '=', id).where('state', '=', 'pending').execute();
}

export function selectUnfinished(db: Db, before: Date, limit: number) {
	return purchaseRows(db)
		.where('p.state', 'in', ['pending', 'cancelling'])
		.where('p.created_at', '<', before.toISOString())
		.orderBy('p.created_at')
		.limit(limit)
		.execute();
}
