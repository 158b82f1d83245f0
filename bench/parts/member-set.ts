/** Members with cards and wallets, as many as wanted, made set by set in the database. Ten ledger entries each. */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { demoOffers } from '$lib/server/demo/offers';
import { createDb } from '$lib/server/db/client';
import { saveOffer } from '$lib/server/offers/offers';
import { systemPorts } from '$lib/server/ports';
import { timed } from '../harness';
import { idOf } from './goods';
import { cashier, storeId } from './terms';

const atOnce = 100_000;

/** The n-th member, from 1 on. */
export function memberId(n: number): string {
	return `00000000-0000-7000-8001-${n.toString(16).padStart(12, '0')}`;
}

export function cardNumber(n: number): string {
	return `9600${String(n).padStart(12, '0')}`;
}

export function phoneNumber(n: number): string {
	return `+4915${String(100_000_000 + n)}`;
}

const firstNames = 900;
const lastNames = 20_011;

/** Letters out of nothing: some names are frequent, as people's are, and nobody is meant. */
const lettersOf = (text: string) => `initcap(translate(md5(${text}), '0123456789', 'aeiouaeiou'))`;
const firstName = `left(${lettersOf(`'first ' || (n * 7919 % ${String(firstNames)})`)}, 6)`;
const lastName = `left(${lettersOf(`'last ' || (n * 104729 % ${String(lastNames)})`)}, 9)`;

/** As the database writes it. */
export function memberName(n: number): string {
	const letters = (text: string, length: number) => {
		const hex = createHash('md5').update(text).digest('hex').slice(0, length);
		const word = hex.replace(/\d/g, (digit) => 'aeiouaeiou'[Number(digit)] ?? '');
		return word.slice(0, 1).toUpperCase() + word.slice(1);
	};
	return `${letters(`first ${String((n * 7919) % firstNames)}`, 6)} ${letters(`last ${String((n * 104_729) % lastNames)}`, 9)}`;
}

const id = (kind: number, n: string) =>
	`('00000000-0000-7000-800${String(kind)}-' || lpad(to_hex(${n}), 12, '0'))::uuid`;

/** Two awards with a lot each, then three spends: two from the first lot, one from the second. */
const awarded = '(500 + n % 1500)';
const spent = 100;

const sets: [table: string, sql: string][] = [
	[
		'members',
		`INSERT INTO members (id, name, email, phone, created_at)
		SELECT ${id(1, 'n')}, ${firstName} || ' ' || ${lastName}, 'member' || n || '@bench.example', '+4915' || (100000000 + n), now() - interval '1 year'
		FROM generate_series($1::bigint, $2::bigint) AS n`
	],
	[
		'cards',
		`INSERT INTO cards (number, hmac, member_id, state, issued_at)
		SELECT '9600' || lpad(n::text, 12, '0'), sha256(n::text::bytea), ${id(1, 'n')}, 'active', now()
		FROM generate_series($1::bigint, $2::bigint) AS n`
	],
	['wallets', `INSERT INTO wallets (member_id) SELECT ${id(1, 'n')} FROM generate_series($1::bigint, $2::bigint) AS n`],
	[
		'ledger_transactions',
		`INSERT INTO ledger_transactions (id, key, fingerprint, kind, member_id, actor_kind, at, booked_at)
		SELECT ${id(2, 'k * 100000000 + n')}, 'bench:' || k || ':' || n, '\\x00', CASE WHEN k < 2 THEN 'award' ELSE 'spend' END,
			${id(1, 'n')}, 'system', now() - (5 - k) * interval '30 days', now() - (5 - k) * interval '30 days'
		FROM generate_series(0, 4) AS k, generate_series($1::bigint, $2::bigint) AS n`
	],
	[
		'lots',
		`INSERT INTO lots (id, member_id, currency, transaction_id, source, label, amount_minor, valid_from, created_at)
		SELECT ${id(3, 'k * 100000000 + n')}, ${id(1, 'n')}, 'EUR', ${id(2, 'k * 100000000 + n')}, 'award', 'Cashback', ${awarded},
			now() - interval '150 days', now() - interval '150 days'
		FROM generate_series(0, 1) AS k, generate_series($1::bigint, $2::bigint) AS n`
	],
	[
		'ledger_entries',
		`INSERT INTO ledger_entries (transaction_id, entry_no, account, member_id, lot_id, currency, amount_minor)
		SELECT ${id(2, 'k * 100000000 + n')}, side + 1,
			CASE WHEN side = 0 THEN 'member' WHEN k < 2 THEN 'award_cost' ELSE 'spend' END,
			CASE WHEN side = 0 THEN ${id(1, 'n')} END,
			CASE WHEN side = 0 THEN ${id(3, '(k % 2) * 100000000 + n')} END, 'EUR',
			(CASE WHEN k < 2 THEN ${awarded} ELSE -${String(spent)} END) * (1 - 2 * side)
		FROM generate_series(0, 4) AS k, generate_series(0, 1) AS side, generate_series($1::bigint, $2::bigint) AS n`
	],
	[
		'lot_balances',
		`INSERT INTO lot_balances (lot_id, member_id, balance_minor)
		SELECT ${id(3, 'k * 100000000 + n')}, ${id(1, 'n')}, ${awarded} - ${String(spent)} * (2 - k)
		FROM generate_series(0, 1) AS k, generate_series($1::bigint, $2::bigint) AS n`
	],
	[
		'wallet_balances',
		`INSERT INTO wallet_balances (member_id, currency, balance_minor)
		SELECT ${id(1, 'n')}, 'EUR', 2 * ${awarded} - 3 * ${String(spent)} FROM generate_series($1::bigint, $2::bigint) AS n`
	]
];

const tables = sets.map(([table]) => table);

/**
 * Triggers are off while it fills: what they would fold is filled as well, and looked at afterwards. What a table is searched
 * by is made once its rows are there, as everybody does who fills a large table.
 */
export async function fillMembers(pool: pg.Pool, count: number, log: (line: string) => void): Promise<void> {
	log(`making ${count.toLocaleString('en-US')} members and ${(count * 10).toLocaleString('en-US')} ledger entries …`);
	const client = await pool.connect();
	try {
		await client.query(
			`SET session_replication_role = replica; SET synchronous_commit = off; SET maintenance_work_mem = '512MB'`
		);
		const { drop, make } = await listIndexes(client);
		for (const sql of drop) await client.query(sql);
		for (const [table, sql] of sets) {
			const ms = await timed(async () => {
				for (let from = 1; from <= count; from += atOnce) {
					await client.query(sql, [from, Math.min(count, from + atOnce - 1)]);
				}
			});
			if (count >= atOnce) log(`${table}: ${(ms / 1000).toFixed(1)} s`);
		}
		const ms = await timed(async () => {
			for (const sql of make) await client.query(sql);
		});
		if (count >= atOnce) log(`${String(make.length)} indexes: ${(ms / 1000).toFixed(1)} s`);
	} finally {
		client.release(true);
	}
	await pool.query(`VACUUM (ANALYZE) ${tables.join(', ')}`);
	await checkFilled(pool, count);
	await pool.query('CHECKPOINT');
}

/** How the indexes of these tables are taken away and made again: all but those that foreign keys need. */
async function listIndexes(client: pg.ClientBase): Promise<{ drop: string[]; make: string[] }> {
	const { rows } = await client.query<{ drop: string; make: string }>(
		`SELECT
			CASE WHEN c.oid IS NULL THEN format('DROP INDEX %I', i.relname)
				ELSE format('ALTER TABLE %I DROP CONSTRAINT %I', t.relname, c.conname) END AS drop,
			CASE WHEN c.oid IS NULL THEN pg_get_indexdef(i.oid)
				ELSE format('ALTER TABLE %I ADD CONSTRAINT %I %s', t.relname, c.conname, pg_get_constraintdef(c.oid)) END AS make
		FROM pg_index x
		JOIN pg_class i ON i.oid = x.indexrelid
		JOIN pg_class t ON t.oid = x.indrelid
		LEFT JOIN pg_constraint c ON c.conindid = i.oid AND c.conrelid = t.oid AND c.contype IN ('p', 'u')
		WHERE t.relname = ANY ($1) AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = i.oid)
		ORDER BY t.relname, i.relname`,
		[tables]
	);
	return { drop: rows.map((row) => row.drop), make: rows.map((row) => row.make) };
}

async function checkFilled(pool: pg.Pool, count: number): Promise<void> {
	const { rows } = await pool.query<{ entries: number; sum: number; held: number; folded: number }>(
		`SELECT count(*)::int AS entries, sum(amount_minor)::bigint AS sum,
			(sum(amount_minor) FILTER (WHERE account = 'member'))::bigint AS held,
			(SELECT sum(balance_minor)::bigint FROM wallet_balances) AS folded
		FROM ledger_entries`
	);
	const [found] = rows;
	if (found?.entries !== count * 10 || Number(found.sum) !== 0 || Number(found.held) !== Number(found.folded))
		throw new Error(`The ledger was not filled as it should be: ${JSON.stringify(found)}`);
}

/** The demo shop's offers: what a purchase earns by. */
export async function fillOffers(pool: pg.Pool): Promise<void> {
	// The pool is the caller's to end, so the builder over it is left as it is.
	const db = createDb(pool);
	for (const rule of demoOffers(() => idOf(2, 0))) {
		const saved = await saveOffer(db, systemPorts, null, { rule, state: 'active' }, cashier.id);
		if (!saved.ok) throw new Error(saved.code);
	}
}

export const place = () => ({ storeId, tillId: idOf(7, 1), zone: 'Europe/Berlin', atMs: Date.now() });
