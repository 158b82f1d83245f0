import { sql, type RawBuilder } from 'kysely';
import type { VoucherMoves } from '$lib/domain/voucher/standing';
import type { Db } from '../db/client';
import { receiptLike } from '../sales/list';
import type { VoucherSearch } from './search';

/** `before` is the last row of the page above (keyset paging). */
export type VoucherFilter = { search: VoucherSearch | null; before: { at: string; id: string } | null };

export type VoucherListed = VoucherMoves & {
	id: string;
	mark: string;
	title: string;
	currency: string;
	amountMinor: number;
	at: string;
	saleId: string;
	/** Null: the sale is not one of ours. */
	receiptNumber: string | null;
	offerId: string;
	offerName: string | null;
};

/** Receipts that gave it, and those it paid a part of. */
function fits(search: VoucherSearch): RawBuilder<boolean> {
	if (search.kind === 'code') return sql`v.code_hash = ${Buffer.from(search.codeHash, 'base64url')}`;
	const found = sql`SELECT s.id FROM sales s WHERE ${receiptLike(search.receipt)}`;
	return sql`v.id IN (
		SELECT id FROM vouchers WHERE mark = ${search.mark}
		UNION ALL SELECT id FROM vouchers WHERE sale_id IN (${found})
		UNION ALL SELECT voucher_id FROM voucher_uses WHERE sale_id IN (${found}))`;
}

function pageOf({ search, before }: VoucherFilter, limit: number) {
	const wanted = search ? fits(search) : sql<boolean>`true`;
	const below = before ? sql`(v.created_at, v.id) < (${before.at}::timestamptz, ${before.id}::uuid)` : sql`true`;
	return sql`SELECT v.* FROM vouchers v WHERE ${wanted} AND ${below}
		ORDER BY v.created_at DESC, v.id DESC LIMIT ${limit}`;
}

/** The other side of what moved in its wallet: what went to sales, ran out, or was taken by hand. */
const moved = sql`
	SELECT coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'spend'), 0)::bigint AS "usedMinor",
		coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'expiry'), 0)::bigint AS "expiredMinor",
		coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'adjustment'), 0)::bigint AS "withdrawnMinor"
	FROM ledger_entries e
	WHERE e.currency = v.currency
		AND e.transaction_id IN (SELECT own.transaction_id FROM ledger_entries own WHERE own.member_id = v.id)`;

async function select(db: Db, vouchers: RawBuilder<unknown>): Promise<VoucherListed[]> {
	const { rows } = await sql<VoucherListed>`
		SELECT v.id, v.mark, v.title, v.currency, v.amount_minor AS "amountMinor", v.created_at::text AS at,
			v.expires_at AS "expiresAt", v.sale_id AS "saleId", s.receipt_number AS "receiptNumber",
			v.offer_id AS "offerId", o.rule ->> 'name' AS "offerName",
			coalesce(b.balance_minor, 0) AS "balanceMinor", coalesce(b.held_minor, 0) AS "heldMinor", m.*
		FROM (${vouchers}) v
		LEFT JOIN sales s ON s.id = v.sale_id
		LEFT JOIN offers o ON o.id::text = v.offer_id
		LEFT JOIN wallet_balances b ON b.member_id = v.id AND b.currency = v.currency
		CROSS JOIN LATERAL (${moved}) m
		ORDER BY v.created_at DESC, v.id DESC`.execute(db);
	return rows;
}

export function listVouchers(db: Db, filter: VoucherFilter, limit: number): Promise<VoucherListed[]> {
	return select(db, pageOf(filter, limit));
}

export async function findListed(db: Db, id: string): Promise<VoucherListed | null> {
	const [row] = await select(db, sql`SELECT v.* FROM vouchers v WHERE v.id = ${id}`);
	return row ?? null;
}

export type VoucherSums = { currency: string; count: number; givenMinor: number; usedMinor: number; leftMinor: number };

/** Of all vouchers, whatever is looked for: what they were worth, what sales kept of it, and what may still be used. */
export async function sumVouchers(db: Db, now: Date): Promise<VoucherSums[]> {
	const { rows } = await sql<VoucherSums>`
		WITH used AS (
			SELECT e.currency, sum(e.amount_minor) AS minor
			FROM (
				SELECT t.id FROM voucher_uses u JOIN ledger_transactions t ON t.sale_id = u.id
				UNION ALL
				SELECT t.id FROM voucher_uses u JOIN ledger_transactions t ON t.original_sale_id = u.id
			) t JOIN ledger_entries e ON e.transaction_id = t.id AND e.account = 'spend'
			GROUP BY e.currency
		)
		SELECT v.currency, count(*)::bigint AS count, sum(v.amount_minor)::bigint AS "givenMinor",
			coalesce(max(used.minor), 0)::bigint AS "usedMinor",
			coalesce(sum(greatest(b.balance_minor, 0))
				FILTER (WHERE v.expires_at IS NULL OR v.expires_at > ${now}), 0)::bigint AS "leftMinor"
		FROM vouchers v
		LEFT JOIN wallet_balances b ON b.member_id = v.id AND b.currency = v.currency
		LEFT JOIN used ON used.currency = v.currency
		GROUP BY v.currency ORDER BY count(*) DESC, v.currency`.execute(db);
	return rows;
}

/** The sales that used it, by what the ledger calls the use. */
export async function listUses(db: Db, voucherId: string) {
	return db
		.selectFrom('voucher_uses as u')
		.leftJoin('sales as s', 's.id', 'u.sale_id')
		.select(['u.id', 'u.sale_id as saleId', 's.receipt_number as receiptNumber'])
		.where('u.voucher_id', '=', voucherId)
		.limit(1000)
		.execute();
}
