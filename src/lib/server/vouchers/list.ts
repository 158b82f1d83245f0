/** The office's list of vouchers, and one of them with what moved in it. */
import { isUuid } from '$lib/domain/id';
import { openMinor, standingOf } from '$lib/domain/voucher/standing';
import type { Db } from '../db/client';
import type { Ports } from '../ports';
import * as wallet from '../wallet/wallet';
import type { StatementRow } from '../wallet/statement';
import {
	findListed,
	listUses,
	listVouchers,
	sumVouchers,
	type VoucherFilter,
	type VoucherListed
} from './queries.list';
import { readVoucherSearch } from './search';

const pageSize = 50;
const movesShown = 100;

export type VoucherQuery = {
	search: string;
	/** SHA-256 (base64url) of a whole code, so that no address ever holds the code itself. */
	code: string;
};

/** What the list's address asks for; what does not fit is left out. */
export function readVoucherQuery(params: URLSearchParams): VoucherQuery & { before: VoucherFilter['before'] } {
	const code = params.get('code') ?? '';
	const [at = '', id = ''] = (params.get('before') ?? '').split('~');
	return {
		search: params.get('search')?.trim().slice(0, 40) ?? '',
		code: /^[\w-]{43}$/.test(code) ? code : '',
		before: isUuid(id) && !Number.isNaN(Date.parse(at)) ? { at, id } : null
	};
}

function toRow(voucher: VoucherListed, nowMs: number) {
	return { ...voucher, openMinor: openMinor(voucher, nowMs), standing: standingOf(voucher, nowMs) };
}

export type VoucherRow = ReturnType<typeof toRow>;

/** One page, newest first, and the key of the next one. */
export async function readVouchers(
	db: Db,
	ports: Ports,
	{ search, code, before }: ReturnType<typeof readVoucherQuery>
): Promise<{ rows: VoucherRow[]; next: string | null }> {
	const wanted = code === '' ? readVoucherSearch(search) : { kind: 'code' as const, codeHash: code };
	// Letters and digits were asked for and there are none: nothing can fit.
	if (wanted === null && search !== '') return { rows: [], next: null };
	const found = await listVouchers(db, { search: wanted, before }, pageSize + 1);
	const rows = found.slice(0, pageSize).map((voucher) => toRow(voucher, ports.now()));
	const last = found.length > pageSize ? rows.at(-1) : undefined;
	return { rows, next: last ? `${last.at}~${last.id}` : null };
}

export function readVoucherSums(db: Db, ports: Ports) {
	return sumVouchers(db, new Date(ports.now()));
}

export type VoucherMove = Pick<StatementRow, 'transactionId' | 'account' | 'amountMinor' | 'balanceMinor' | 'at'> & {
	sale: { id: string; number: string } | null;
	/** Of a return: the receipt it is of. */
	originalNumber: string | null;
	reason: string | null;
	staffName: string | null;
};

/** A voucher with its newest movements and what is set aside of it; null when there is none with this id. */
export async function readVoucher(db: Db, ports: Ports, id: string) {
	const found = await findListed(db, id);
	if (!found) return null;
	const [{ rows }, uses, holds] = await Promise.all([
		wallet.statement(db, id, found.currency, { limit: movesShown, before: null }),
		listUses(db, id),
		wallet.holds(db, id)
	]);
	const { saleId, receiptNumber } = found;
	const sales: SaleOf = new Map([{ id, saleId, receiptNumber }, ...uses].map((use) => [use.id, use]));
	return { voucher: toRow(found, ports.now()), moves: rows.map((row) => toMove(row, sales)), holds };
}

type SaleOf = ReadonlyMap<string, { saleId: string; receiptNumber: string | null }>;

/** The ledger knows a voucher and its uses by their own ids; people know the sales. */
function toMove(row: StatementRow, sales: SaleOf): VoucherMove {
	const { transactionId, account, amountMinor, balanceMinor, at, reason, staffName } = row;
	const own = sales.get(row.saleId ?? '') ?? { saleId: row.saleId, receiptNumber: row.receiptNumber };
	const { saleId, receiptNumber } = own;
	const sale = saleId !== null && receiptNumber !== null ? { id: saleId, number: receiptNumber } : null;
	const originalNumber = sales.get(row.originalSaleId ?? '')?.receiptNumber ?? null;
	return { transactionId, account, amountMinor, balanceMinor, at, reason, staffName, sale, originalNumber };
}
