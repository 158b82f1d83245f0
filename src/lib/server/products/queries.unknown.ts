import { sql } from 'kysely';
import type { Db } from '../db/client';

export type UnknownCode = {
	code: string;
	times: number;
	totalMinor: number;
	lastAt: string;
	/** How often tills of ours and foreign ones meant it. */
	own: number;
	foreign: number;
	/** What a cashier called it, where one did. */
	name: string | null;
	/** Where: names of stores. */
	stores: string[];
	/** What it was booked on last; null: nothing of the catalogue. */
	bookedOn: string | null;
};

/** Codes that were sold and belong to no product, most often sold first. What has become a product since is left out. */
export async function selectUnknownCodes(db: Db, limit: number): Promise<UnknownCode[]> {
	const result = await sql<UnknownCode>`
		WITH meant AS (
			SELECT l.code, l.total_minor, s.at, 1 AS own, 0 AS "foreign", l.name, s.store_id, l.booked_on
			FROM sale_lines l JOIN sales s ON s.id = l.sale_id AND s.kind = 'sale'
			WHERE l.product_id IS NULL AND l.code IS NOT NULL
			UNION ALL
			SELECT l.intended_value, l.total_minor, p.performed_at, 0, 1, NULL, p.store_id, l.booked_on
			FROM crmcom_purchase_lines l JOIN crmcom_purchases p ON p.id = l.purchase_id AND p.state = 'posted'
			WHERE l.product_id IS NULL AND l.intended_value IS NOT NULL AND l.intended_key <> 'id'
		)
		SELECT m.code, count(*) AS times, sum(m.total_minor)::bigint AS "totalMinor", max(m.at) AS "lastAt",
			sum(m.own)::bigint AS own, sum(m."foreign")::bigint AS "foreign", max(m.name) AS name,
			array_agg(DISTINCT st.name) AS stores, (array_agg(b.name ORDER BY m.at DESC))[1] AS "bookedOn"
		FROM meant m JOIN stores st ON st.id = m.store_id LEFT JOIN products b ON b.id = m.booked_on
		WHERE NOT EXISTS (SELECT FROM products p WHERE p.sku = m.code)
			AND NOT EXISTS (SELECT FROM product_codes c WHERE c.code IN (m.code, lpad(m.code, 14, '0')))
		GROUP BY m.code
		ORDER BY count(*) DESC, max(m.at) DESC
		LIMIT ${limit}`.execute(db);
	return result.rows;
}
