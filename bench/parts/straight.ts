/** The rows the server made of a till's sales, for a till that differs only in its ids: what the database alone can do. */
import type pg from 'pg';
import { newId, systemPorts } from '$lib/server/ports';
import type { Queue } from './queue';
import { insertTill } from './shop';

const other = (column: string) => `md5('other ' || ${column}::text)::uuid`;
const ofSales = (table: string) => `(
	SELECT coalesce(jsonb_agg(to_jsonb(t) || jsonb_build_object('sale_id', ${other('t.sale_id')})), '[]')
	FROM ${table} t JOIN sales s ON s.id = t.sale_id WHERE s.till_id = $1 AND s.seq BETWEEN $2 AND $3
)`;
const eventsQuery = `SELECT jsonb_build_object(
	'events', (
		SELECT jsonb_agg(to_jsonb(e) || jsonb_build_object('id', ${other('e.id')}) ORDER BY e.seq)
		FROM journal_events e WHERE e.till_id = $1 AND e.seq BETWEEN $2 AND $3
	),
	'privates', '[]'::jsonb, 'cases', '[]'::jsonb,
	'sales', (
		SELECT coalesce(jsonb_agg(to_jsonb(s) || jsonb_build_object(
			'id', ${other('s.id')}, 'card_hmac', NULL,
			'receipt_number', replace(s.receipt_number, $4, $4 || 'C'),
			'receipt_token_hash', md5(s.receipt_token_hash)
		) ORDER BY s.seq), '[]')
		FROM sales s WHERE s.till_id = $1 AND s.seq BETWEEN $2 AND $3
	),
	'lines', ${ofSales('sale_lines')}, 'taxes', ${ofSales('sale_taxes')}, 'tenders', ${ofSales('sale_tenders')}
)::text AS batch`;

/** A till that takes the place of another, with an epoch that is empty. */
export async function cloneTill(pool: pg.Pool, { tillId, tillCode }: Queue): Promise<string> {
	const cloneId = newId(systemPorts);
	await insertTill(pool, cloneId, `${tillCode}C`);
	await pool.query(
		`INSERT INTO epochs SELECT (jsonb_populate_record(e, jsonb_build_object('till_id', $2::text, 'head_seq', 0))).* FROM epochs e WHERE till_id = $1`,
		[tillId, cloneId]
	);
	return cloneId;
}

/** What `book_events` takes for these numbers of a till. */
export async function eventRows(pool: pg.Pool, { tillId, tillCode }: Queue, from: number, to: number): Promise<string> {
	const { rows } = await pool.query<{ batch: string }>(eventsQuery, [tillId, from, to, tillCode]);
	return rows[0]?.batch ?? '{}';
}

const ofLedger = (table: string, columns: string) => `(
	SELECT jsonb_agg(to_jsonb(x) || jsonb_build_object(${columns}))
	FROM ${table} x JOIN ledger_transactions t ON t.id = x.transaction_id JOIN sales s ON s.id = t.sale_id
	WHERE s.till_id = $1 AND s.seq = $2
)`;
const ledgerQuery = `SELECT jsonb_strip_nulls(jsonb_build_object(
	'bookedAt', now(),
	'transactions', (
		SELECT jsonb_agg(to_jsonb(t) || jsonb_build_object(
			'id', ${other('t.id')}, 'key', md5(t.key), 'sale_id', ${other('t.sale_id')}, 'fingerprint', encode(t.fingerprint, 'hex')
		))
		FROM ledger_transactions t JOIN sales s ON s.id = t.sale_id WHERE s.till_id = $1 AND s.seq = $2
	),
	'lots', ${ofLedger('lots', `'id', ${other('x.id')}, 'transaction_id', ${other('x.transaction_id')}, 'sale_id', ${other('x.sale_id')}`)},
	'entries', ${ofLedger('ledger_entries', `'transaction_id', ${other('x.transaction_id')}, 'lot_id', ${other('x.lot_id')}`)}
))::text AS batch, (SELECT member_id FROM sales WHERE till_id = $1 AND seq = $2) AS member`;

/** What `book_ledger` takes for one sale, and whose wallet it is. */
export async function ledgerRows(pool: pg.Pool, { tillId }: Queue, seq: number) {
	const { rows } = await pool.query<{ batch: string; member: string | null }>(ledgerQuery, [tillId, seq]);
	return { batch: rows[0]?.batch ?? '{}', member: rows[0]?.member ?? null };
}

const otherPurchase = (column: string) => `'${column}', ${other(`x.${column}`)}`;
const purchasesQuery = `SELECT p.member_id AS member, jsonb_build_object(
	'purchase', to_jsonb(p) || jsonb_build_object('id', ${other('p.id')}, 'reference', 'C' || p.reference, 'content_hash', encode(p.content_hash, 'hex')),
	'lines', (
		SELECT jsonb_agg(to_jsonb(x) || jsonb_build_object(${otherPurchase('id')}, ${otherPurchase('purchase_id')}) ORDER BY x.line_no)
		FROM crmcom_purchase_lines x WHERE x.purchase_id = p.id
	),
	'ledger', jsonb_strip_nulls(jsonb_build_object(
		'bookedAt', p.created_at,
		'transactions', (
			SELECT jsonb_agg(to_jsonb(x) || jsonb_build_object(
				${otherPurchase('id')}, ${otherPurchase('sale_id')}, 'key', md5(x.key), 'fingerprint', encode(x.fingerprint, 'hex')
			))
			FROM ledger_transactions x WHERE x.sale_id = p.id
		),
		'lots', (
			SELECT jsonb_agg(to_jsonb(x) || jsonb_build_object(${['id', 'transaction_id', 'sale_id'].map(otherPurchase).join(', ')}))
			FROM lots x WHERE x.sale_id = p.id
		),
		'entries', (
			SELECT jsonb_agg(to_jsonb(x) || jsonb_build_object(${['transaction_id', 'lot_id'].map(otherPurchase).join(', ')}))
			FROM ledger_transactions t JOIN ledger_entries x ON x.transaction_id = t.id WHERE t.sale_id = p.id
		)
	)),
	'gifts', (
		SELECT coalesce(jsonb_agg(to_jsonb(x) || jsonb_build_object(${otherPurchase('sale_id')})), '[]') FROM offer_gifts x WHERE x.sale_id = p.id
	)
)::text AS batch
FROM crmcom_purchases p WHERE p.key_id = $1 ORDER BY p.number`;

/** What `book_purchase` takes for everything a key booked, as other purchases of the same customers. */
export async function purchaseRows(pool: pg.Pool, keyId: string): Promise<{ member: string; batch: string }[]> {
	const { rows } = await pool.query<{ member: string; batch: string }>(purchasesQuery, [keyId]);
	return rows;
}
