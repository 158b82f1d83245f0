import { sql } from 'kysely';
import type { Db } from '$lib/server/db/client';

/** One change of the rates at a time: names and letters are judged against the others, and the last one stays. */
export async function lockTaxRates(tx: Db): Promise<void> {
	await sql`select pg_advisory_xact_lock(hashtext('tax rates'))`.execute(tx);
}

/** In the order of receipts, each with the number of products that have it. */
export function selectTaxRates(db: Db) {
	return db
		.selectFrom('tax_rates as r')
		.select(['r.id', 'r.name', 'r.letter', 'r.rate_bp as rateBp'])
		.select((eb) =>
			eb
				.selectFrom('products as p')
				.whereRef('p.tax_rate_id', '=', 'r.id')
				.select((count) => count.fn.countAll<number>().as('n'))
				.as('products')
		)
		.$narrowType<{ products: number }>()
		.orderBy('r.letter')
		.orderBy('r.id')
		.execute();
}

export function insertTaxRate(tx: Db, row: { id: string; name: string; letter: string; rate_bp: number }) {
	return tx.insertInto('tax_rates').values(row).execute();
}

export function updateTaxRate(tx: Db, id: string, change: { name: string; letter: string; rate_bp: number }) {
	return tx.updateTable('tax_rates').set(change).where('id', '=', id).execute();
}

export function removeTaxRate(tx: Db, id: string) {
	return tx.deleteFrom('tax_rates').where('id', '=', id).execute();
}
