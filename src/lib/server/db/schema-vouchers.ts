/** Tables of migrations 0143 and 0172: vouchers that receipts handed out and the sales they paid for, insert only; and who asked. */
import type { ColumnType } from 'kysely';

type Instant = ColumnType<string, string | Date, never>;

type VouchersTable = {
	id: string;
	code_hash: Buffer;
	mark: string;
	title: string;
	offer_id: string;
	sale_id: string;
	currency: string;
	amount_minor: number;
	expires_at: ColumnType<string | null, string | Date | null, never>;
	created_at: Instant;
};

type VoucherUsesTable = {
	id: string;
	voucher_id: string;
	sale_id: string;
	grant_id: string;
	amount_minor: number;
	at: Instant;
};

type VoucherHoldsTable = {
	use_id: string;
	voucher_id: string;
	sale_id: string;
	expires_at: ColumnType<string, string | Date, string | Date>;
};

export type VoucherTables = {
	vouchers: VouchersTable;
	voucher_uses: VoucherUsesTable;
	voucher_holds: VoucherHoldsTable;
};
