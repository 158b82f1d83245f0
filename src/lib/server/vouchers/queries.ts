import { sql, type Transaction } from 'kysely';
import type { VoucherGiven } from '$lib/domain/voucher/voucher';
import type { Db } from '../db/client';
import type { Database } from '../db/schema';

export type Trx = Transaction<Database>;

export type VoucherRow = {
	id: string;
	mark: string;
	title: string;
	currency: string;
	amountMinor: number;
	expiresAt: string | null;
};

function bytesOf(hash: string): Buffer {
	return Buffer.from(hash, 'base64url');
}

export function findVoucher(db: Db, codeHash: string): Promise<VoucherRow | undefined> {
	return db
		.selectFrom('vouchers')
		.select(['id', 'mark', 'title', 'currency', 'amount_minor as amountMinor', 'expires_at as expiresAt'])
		.where('code_hash', '=', bytesOf(codeHash))
		.executeTakeFirst();
}

/** Sets down that a sale asks for a voucher, before anything of it is held. */
export async function noteHold(
	trx: Trx,
	hold: { useId: string; voucherId: string; saleId: string; expiresAtMs: number }
): Promise<void> {
	const expiresAt = new Date(hold.expiresAtMs);
	await trx
		.insertInto('voucher_holds')
		.values({ use_id: hold.useId, voucher_id: hold.voucherId, sale_id: hold.saleId, expires_at: expiresAt })
		.onConflict((conflict) => conflict.column('use_id').doUpdateSet({ expires_at: expiresAt }))
		.execute();
}

export type AskedUse = { useId: string; voucherId: string; saleId: string };

/** What these sales asked for, of all vouchers or of some, in the order of the vouchers. They may ask again after that. */
export async function takeHolds(trx: Trx, saleIds: readonly string[], of?: readonly string[]): Promise<AskedUse[]> {
	if (saleIds.length === 0) return [];
	const rows = await trx
		.deleteFrom('voucher_holds')
		.where('sale_id', 'in', saleIds)
		.$if(of !== undefined, (query) => query.where('voucher_id', 'in', of ?? []))
		.returning(['use_id as useId', 'voucher_id as voucherId', 'sale_id as saleId'])
		.execute();
	return rows.sort((a, b) => (a.voucherId < b.voucherId ? -1 : 1));
}

export async function isSaleBooked(db: Db, saleId: string): Promise<boolean> {
	const sale = await db.selectFrom('sales').select('id').where('id', '=', saleId).executeTakeFirst();
	return sale !== undefined;
}

export type VoucherToKeep = VoucherGiven & { saleId: string; currency: string; atMs: number };

/** One whose id or code is a voucher's already stays out. */
export async function insertVouchers(trx: Trx, given: readonly VoucherToKeep[]): Promise<Set<string>> {
	if (given.length === 0) return new Set();
	const rows = await trx
		.insertInto('vouchers')
		.values(
			given.map(({ voucherId, codeHash, mark, title, offerId, saleId, currency, amountMinor, expiresAt, atMs }) => ({
				...{ id: voucherId, code_hash: bytesOf(codeHash), mark, title, offer_id: offerId, sale_id: saleId, currency },
				...{ amount_minor: amountMinor, expires_at: expiresAt, created_at: new Date(atMs) }
			}))
		)
		.onConflict((conflict) => conflict.doNothing())
		.returning('id')
		.execute();
	return new Set(rows.map(({ id }) => id));
}

export type VoucherStanding = { id: string; codeHash: string; saleId: string; amountMinor: number };

/** The vouchers that have one of these ids or codes. */
export async function listStanding(
	trx: Trx,
	given: readonly { voucherId: string; codeHash: string }[]
): Promise<VoucherStanding[]> {
	if (given.length === 0) return [];
	const ids = given.map(({ voucherId }) => voucherId);
	const hashes = given.map(({ codeHash }) => bytesOf(codeHash));
	const rows = await trx
		.selectFrom('vouchers')
		.select(['id', 'code_hash', 'sale_id as saleId', 'amount_minor as amountMinor'])
		.where((where) => where.or([where('id', 'in', ids), where('code_hash', 'in', hashes)]))
		.execute();
	return rows.map(({ code_hash, ...row }) => ({ ...row, codeHash: code_hash.toString('base64url') }));
}

/** Which of these ids are members': wallets of vouchers and of members are told apart by their ids alone. */
export async function listOfMembers(trx: Trx, ids: readonly string[]): Promise<Set<string>> {
	if (ids.length === 0) return new Set();
	const rows = await trx.selectFrom('members').select('id').where('id', 'in', ids).execute();
	return new Set(rows.map(({ id }) => id));
}

/** The vouchers a sale handed out, and those that paid for it. */
export async function listOfSale(trx: Trx, saleId: string): Promise<{ given: string[]; used: string[] }> {
	const given = await trx.selectFrom('vouchers').select('id').where('sale_id', '=', saleId).execute();
	const used = await trx.selectFrom('voucher_uses').select('voucher_id').where('sale_id', '=', saleId).execute();
	return { given: given.map(({ id }) => id), used: used.map(({ voucher_id }) => voucher_id) };
}

export type UseToKeep = {
	id: string;
	voucherId: string;
	saleId: string;
	grantId: string;
	amountMinor: number;
	atMs: number;
};

export async function insertUses(trx: Trx, uses: readonly UseToKeep[]): Promise<void> {
	if (uses.length === 0) return;
	await trx
		.insertInto('voucher_uses')
		.values(
			uses.map(({ id, voucherId, saleId, grantId, amountMinor, atMs }) => ({
				...{ id, voucher_id: voucherId, sale_id: saleId, grant_id: grantId },
				...{ amount_minor: amountMinor, at: new Date(atMs) }
			}))
		)
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

export type ReturnToVouchers = {
	originalId: string;
	originalText: string;
	returnId: string;
	returnText: string;
	atMs: number;
	eventHash: string;
	tillId: string;
	deviceId: string | null;
};

/** The booked returns of sales with these receipts that gave or used vouchers, in the order they were made. */
export async function listReturnsToVouchers(trx: Trx, receiptNumbers: readonly string[]): Promise<ReturnToVouchers[]> {
	if (receiptNumbers.length === 0) return [];
	const { rows } = await sql<ReturnToVouchers>`
		SELECT o.id AS "originalId", oe.text AS "originalText", r.id AS "returnId", re.text AS "returnText",
			floor(extract(epoch FROM r.at) * 1000)::bigint AS "atMs", r.event_hash AS "eventHash", r.till_id AS "tillId",
			re.device_id AS "deviceId"
		FROM (
			-- Of doubled numbers the sale that was booked first, as everywhere.
			SELECT DISTINCT ON (s.receipt_number) s.* FROM sales s
			WHERE s.receipt_number = ANY (${receiptNumbers}::text[]) AND s.kind = 'sale'
			ORDER BY s.receipt_number, s.received_at
		) o
		JOIN journal_events oe ON (oe.till_id, oe.epoch, oe.seq, oe.branch) = (o.till_id, o.epoch, o.seq, o.branch)
		JOIN (
			SELECT DISTINCT return_sale_id, original_receipt_number FROM returned_lines
			WHERE original_receipt_number = ANY (${receiptNumbers}::text[])
		) back ON back.original_receipt_number = o.receipt_number
		JOIN sales r ON r.id = back.return_sale_id
		JOIN journal_events re ON (re.till_id, re.epoch, re.seq, re.branch) = (r.till_id, r.epoch, r.seq, r.branch)
		WHERE EXISTS (SELECT FROM vouchers v WHERE v.sale_id = o.id)
			OR EXISTS (SELECT FROM voucher_uses u WHERE u.sale_id = o.id)
		ORDER BY r.at, r.id`.execute(trx);
	return rows;
}
