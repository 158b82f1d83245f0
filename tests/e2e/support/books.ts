import { expect } from '@playwright/test';
import pg from 'pg';
import { findRunning } from '../../../src/lib/server/db/embedded';
import type { Shop } from './server';

/** What the server's books hold, read past the application: a test must not believe the screens it tests. */
export type BookedSale = { receiptNumber: string; tillId: string; epoch: number; seq: number; dueMinor: number };
export type BookedEvent = { epoch: number; seq: number; branch: number; type: string; result: string };

export async function query<Row extends Record<string, unknown>>(
	{ dataFolder }: Shop,
	sql: string,
	values: unknown[] = []
): Promise<Row[]> {
	const place = await findRunning(dataFolder);
	if (!place) throw new Error(`No database runs in ${dataFolder}.`);
	const client = new pg.Client({ connectionString: place.superuserUrl, connectionTimeoutMillis: 10_000 });
	await client.connect();
	try {
		return (await client.query<Row>(sql, values)).rows;
	} finally {
		await client.end();
	}
}

/** The sales of one till in the order of its journal. */
export function salesOf(shop: Shop, tillId: string): Promise<BookedSale[]> {
	return query<BookedSale>(
		shop,
		`SELECT receipt_number AS "receiptNumber", till_id AS "tillId", epoch, seq, due_minor::int AS "dueMinor"
		FROM sales WHERE till_id = $1 ORDER BY epoch, seq, branch`,
		[tillId]
	);
}

export function journalOf(shop: Shop, tillId: string): Promise<BookedEvent[]> {
	return query<BookedEvent>(
		shop,
		`SELECT epoch, seq, branch, type, result FROM journal_events WHERE till_id = $1 ORDER BY epoch, seq, branch`,
		[tillId]
	);
}

/** What a member has in these books, by currency. */
export const balances = (shop: Shop, memberId: string) =>
	query<{ currency: string; minor: number }>(
		shop,
		`SELECT l.currency, sum(b.balance_minor)::int AS minor FROM lot_balances b JOIN lots l ON l.id = b.lot_id
		WHERE b.member_id = $1 GROUP BY 1 HAVING sum(b.balance_minor) <> 0 ORDER BY 1`,
		[memberId]
	);

/** Waits until exactly `count` sales of the till are booked, and checks that numbers and journal have neither gap nor double. */
export async function expectBooked(shop: Shop, tillId: string, count: number): Promise<BookedSale[]> {
	await expect
		.poll(async () => (await salesOf(shop, tillId)).length, { timeout: 60_000, message: 'sales in the books' })
		.toBe(count);
	const sales = await salesOf(shop, tillId);
	expectGapless(sales);
	const journal = await journalOf(shop, tillId);
	for (const epoch of new Set(journal.map((event) => event.epoch))) {
		const seqs = journal.filter((event) => event.epoch === epoch).map((event) => event.seq);
		expect(seqs, `journal of epoch ${String(epoch)}`).toEqual(seqs.map((_, index) => index + 1));
	}
	expect(journal.filter(({ branch, result }) => branch > 0 || result === 'quarantined')).toEqual([]);
	return sales;
}

/** Receipt numbers of each epoch are 1, 2, 3 … */
export function expectGapless(sales: readonly BookedSale[]): void {
	for (const epoch of new Set(sales.map((sale) => sale.epoch))) {
		const ofEpoch = sales.filter((sale) => sale.epoch === epoch);
		const numbers = ofEpoch.map((sale) => Number(sale.receiptNumber.split('-').at(-1)));
		expect(numbers, `receipt numbers of epoch ${String(epoch)}`).toEqual(numbers.map((_, index) => index + 1));
	}
}

/** A code that the shop's scanner would read from the product. */
export async function codeOf(shop: Shop, sku: string): Promise<string> {
	const [row] = await query<{ code: string }>(
		shop,
		`SELECT code FROM product_codes JOIN products ON products.id = product_id WHERE sku = $1 ORDER BY code LIMIT 1`,
		[sku]
	);
	if (!row) throw new Error(`No product ${sku}.`);
	// The books keep 14 digits; the label shows an EAN-13.
	return row.code.replace(/^0(?=\d{13}$)/, '');
}
