import { sql, type Transaction } from 'kysely';
import type { HoldKind } from '$lib/domain/wallet/capture';
import type { LotConditions } from '$lib/domain/wallet/conditions';
import type { Lot } from '$lib/domain/wallet/lot';
import type { Db } from '../db/client';
import type { Database } from '../db/schema';
import type { Asked, OpenedWallets } from './opened';
import type { LedgerBatch } from './batch';

export type Trx = Transaction<Database>;

/** Locks the wallets in ascending order and reads what a decision needs, in one round trip; see the migration. */
export async function openWallets(trx: Trx, memberIds: readonly string[], asked: Asked): Promise<OpenedWallets> {
	const ids = [...new Set(memberIds)];
	const { rows } = await sql<{ opened: OpenedWallets }>`
		SELECT open_wallets(${ids}::uuid[], ${JSON.stringify(asked)}::jsonb) AS opened`.execute(trx);
	const [row] = rows;
	if (!row) throw new Error('open_wallets answered nothing');
	return row.opened;
}

/** Books a batch in one round trip; the caller holds the wallets' locks. */
export async function bookLedger(trx: Trx, batch: LedgerBatch): Promise<void> {
	if (!batch.isEmpty) await sql`SELECT book_ledger(${batch.toJson()}::jsonb)`.execute(trx);
}

export async function listMembersOfSale(trx: Trx, saleId: string): Promise<string[]> {
	const rows = await trx
		.selectFrom('ledger_transactions')
		.select('member_id')
		.distinct()
		.where('sale_id', '=', saleId)
		.where('kind', 'in', ['purchase', 'award', 'spend'])
		.execute();
	return rows.map((row) => row.member_id);
}

export async function listHolders(trx: Trx, saleId: string): Promise<string[]> {
	const rows = await trx.selectFrom('holds').select('member_id').distinct().where('sale_id', '=', saleId).execute();
	return rows.map((row) => row.member_id);
}

/** Members with something to expire: lots that ran out, or holds. */
export async function listExpiring(db: Db, now: string, limit: number): Promise<string[]> {
	const { rows } = await sql<{ member_id: string }>`
		SELECT member_id FROM (
			(SELECT member_id FROM lot_balances WHERE expires_at <= ${now} AND balance_minor > held_minor ORDER BY expires_at LIMIT ${limit})
			UNION
			(SELECT member_id FROM open_holds WHERE expires_at <= ${now} ORDER BY expires_at LIMIT ${limit})
		) AS due
		ORDER BY member_id LIMIT ${limit}`.execute(db);
	return rows.map((row) => row.member_id);
}

export function listAnswers(db: Db, keys: readonly string[]) {
	return db.selectFrom('ledger_transactions').select(['key', 'id', 'answer']).where('key', 'in', keys).execute();
}

/** By currency: what the booking of this key gave, and what the member had once it was booked. */
export function listAfterBooking(
	db: Db,
	key: string
): Promise<{ currency: string; gaveMinor: number; balanceMinor: number }[]> {
	return db
		.selectFrom('ledger_transactions as t')
		.innerJoin('ledger_entries as e', (join) =>
			join.onRef('e.member_id', '=', 't.member_id').onRef('e.transaction_id', '<=', 't.id')
		)
		.select(['e.currency'])
		.select(sql<number>`coalesce(sum(e.amount_minor), 0)::bigint`.as('balanceMinor'))
		.select((of) =>
			of
				.selectFrom('lots as l')
				.select(sql<number>`coalesce(sum(l.amount_minor), 0)::bigint`.as('n'))
				.whereRef('l.transaction_id', '=', 't.id')
				.whereRef('l.currency', '=', 'e.currency')
				.where('l.source', '=', 'award')
				.as('gaveMinor')
		)
		.where('t.key', '=', key)
		.groupBy(['t.id', 'e.currency'])
		.orderBy('e.currency')
		.execute()
		.then((rows) => rows.map((row) => ({ ...row, gaveMinor: row.gaveMinor ?? 0 })));
}

/** What sales gave, by sale and currency. */
export function listEarned(
	db: Db,
	saleIds: readonly string[]
): Promise<{ saleId: string; currency: string; amountMinor: number }[]> {
	return db
		.selectFrom('lots')
		.select(['currency'])
		.select(sql<string>`sale_id`.as('saleId'))
		.select(sql<number>`sum(amount_minor)::bigint`.as('amountMinor'))
		.where('sale_id', 'in', saleIds)
		.where('source', '=', 'award')
		.groupBy(['sale_id', 'currency'])
		.orderBy('currency')
		.execute();
}

/** What returns took back of what their sales had given, by return and currency; a return that took nothing has one row without. */
export function listTakenBack(
	db: Db,
	returnIds: readonly string[]
): Promise<{ returnId: string; currency: string | null; amountMinor: number }[]> {
	return sql<{ returnId: string; currency: string | null; amountMinor: number }>`
		SELECT t.sale_id AS "returnId", x.taken ->> 'currency' AS currency,
			coalesce(sum((x.taken ->> 'amountMinor')::bigint), 0)::bigint AS "amountMinor"
		FROM ledger_transactions t LEFT JOIN LATERAL jsonb_array_elements(t.answer -> 'awardsTaken') AS x (taken) ON true
		WHERE t.sale_id = ANY (${returnIds}::uuid[]) AND t.kind IN ('reversal', 'cancellation')
			-- What vouchers lose and get back is nobody's award.
			AND EXISTS (SELECT FROM members m WHERE m.id = t.member_id)
		GROUP BY 1, 2 ORDER BY 2`
		.execute(db)
		.then(({ rows }) => rows);
}

export type LotRow = Lot & {
	memberId: string;
	label: string;
	offerId: string | null;
	saleId: string | null;
	source: 'award' | 'adjustment' | 'debt';
	amountMinor: number;
};

/** Everything that is not used up, of several members at once. Nothing is locked: for showing and previewing. */
export async function listOpenLots(db: Db, memberIds: readonly string[]): Promise<LotRow[]> {
	if (memberIds.length === 0) return [];
	const rows = await db
		.selectFrom('lot_balances as b')
		.innerJoin('lots as l', 'l.id', 'b.lot_id')
		.selectAll('l')
		.select(['b.balance_minor', 'b.held_minor'])
		.where('b.member_id', 'in', memberIds)
		.where((where) => where.or([where('b.balance_minor', '<>', 0), where('b.held_minor', '<>', 0)]))
		.execute();
	return rows.map((row) => ({
		id: row.id,
		memberId: row.member_id,
		currency: row.currency,
		balanceMinor: row.balance_minor,
		heldMinor: row.held_minor,
		createdAtMs: Date.parse(row.created_at),
		validFromMs: Date.parse(row.valid_from),
		expiresAtMs: row.expires_at === null ? null : Date.parse(row.expires_at),
		// Written by this server from an offer's terms that were parsed.
		conditions: row.conditions as LotConditions | null,
		label: row.label,
		offerId: row.offer_id,
		saleId: row.sale_id,
		source: row.source,
		amountMinor: row.amount_minor
	}));
}

export async function listCurrencies(db: Db, memberIds: readonly string[]) {
	if (memberIds.length === 0) return [];
	return db
		.selectFrom('wallet_balances')
		.select(['member_id', 'currency'])
		.where('member_id', 'in', memberIds)
		.execute();
}

export type EntryCursor = { transactionId: string; entryNo: number };

/** A member's movements, the newest first. */
export function listEntries(
	db: Db,
	memberId: string,
	page: { limit: number; before: EntryCursor | null; currency: string | null }
) {
	let query = db
		.selectFrom('ledger_entries as e')
		.innerJoin('ledger_transactions as t', 't.id', 'e.transaction_id')
		.innerJoin('lots as l', 'l.id', 'e.lot_id')
		.select([
			'e.transaction_id as transactionId',
			'e.entry_no as entryNo',
			'e.lot_id as lotId',
			'e.currency',
			'e.amount_minor as amountMinor',
			't.kind',
			't.sale_id as saleId',
			't.original_sale_id as originalSaleId',
			't.reason',
			't.actor_kind as actorKind',
			't.actor_id as actorId',
			't.at',
			't.booked_at as bookedAt',
			'l.label',
			'l.offer_id as offerId'
		])
		.where('e.member_id', '=', memberId);
	const { before, currency } = page;
	if (currency !== null) query = query.where('e.currency', '=', currency);
	if (before) {
		query = query.where(
			sql<boolean>`(e.transaction_id, e.entry_no) < (${before.transactionId}::uuid, ${before.entryNo}::smallint)`
		);
	}
	return query.orderBy('e.transaction_id', 'desc').orderBy('e.entry_no', 'desc').limit(page.limit).execute();
}

/** What a sale still holds of one kind. */
export function listStanding(db: Db, saleId: string, kind: HoldKind) {
	return db
		.selectFrom('holds as h')
		.innerJoin('open_holds as o', 'o.hold_id', 'h.id')
		.select(['h.id', 'h.asked_minor as askedMinor'])
		.where('h.sale_id', '=', saleId)
		.where('h.kind', '=', kind)
		.execute();
}

/** Where folds and entries disagree: the right answer is nothing. */
export async function findDrift(db: Db) {
	const { rows } = await sql<{ what: string; key: string; kept: number; found: number }>`
		SELECT what, key, kept, found FROM ledger_drift()`.execute(db);
	return rows;
}
