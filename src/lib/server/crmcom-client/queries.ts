/** Where a sale is, and who speaks about it: one worker at a time. */
import type { Db } from '../db/client';

export async function takeSale(db: Db, saleId: string, leaseId: string, now: Date, until: Date): Promise<boolean> {
	const row = await db
		.insertInto('remote_sales')
		.values({ sale_id: saleId, lease_id: leaseId, leased_until: until })
		.onConflict((conflict) =>
			conflict
				.column('sale_id')
				.doUpdateSet({ lease_id: leaseId, leased_until: until })
				.where((of) =>
					of.or([of('remote_sales.lease_id', 'is', null), of('remote_sales.leased_until', '<', now.toISOString())])
				)
		)
		.returning('sale_id')
		.executeTakeFirst();
	return row !== undefined;
}

export async function giveSaleBack(db: Db, saleId: string, leaseId: string): Promise<void> {
	await db
		.updateTable('remote_sales')
		.set({ lease_id: null })
		.where('sale_id', '=', saleId)
		.where('lease_id', '=', leaseId)
		.execute();
}

export function findStore(db: Db, storeId: string) {
	return db
		.selectFrom('stores')
		.select(['id', 'code', 'zone', 'currency', 'country'])
		.where('id', '=', storeId)
		.executeTakeFirstOrThrow();
}
