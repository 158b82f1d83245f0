import type { Db } from '$lib/server/db/client';
import { selectPlaces, selectSales, selectSaleTotals, type SaleFilter } from './queries';

export { receiptLike, type SaleFilter } from './queries';

const pageSize = 50;

export type SaleRow = Awaited<ReturnType<typeof selectSales>>[number];

/** One page of sales, newest first, and the key of the next one. */
export async function listSales(db: Db, filter: SaleFilter) {
	const rows = await selectSales(db, filter, pageSize + 1);
	const page = rows.slice(0, pageSize);
	const last = page.at(-1);
	return { rows: page, next: rows.length > pageSize && last ? { at: last.at, id: last.id } : null };
}

export async function sumSales(db: Db, filter: SaleFilter) {
	const rows = await selectSaleTotals(db, filter);
	return rows.map((row) => ({ currency: row.currency, count: Number(row.count), dueMinor: Number(row.dueMinor) }));
}

export async function listPlaces(db: Db) {
	const [stores, tills] = await selectPlaces(db);
	return { stores, tills };
}

/** All sales of a filter in pages, for the export. */
export async function* eachSale(db: Db, filter: SaleFilter): AsyncGenerator<SaleRow[]> {
	let before = filter.before;
	for (;;) {
		const rows = await selectSales(db, { ...filter, before }, 1000);
		if (rows.length > 0) yield rows;
		const last = rows.at(-1);
		if (!last || rows.length < 1000) return;
		before = { at: last.at, id: last.id };
	}
}
