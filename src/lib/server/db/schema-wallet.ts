/** The ledger's tables as Kysely sees them; rows are only ever inserted, the balances and open holds only ever read. */
import type { ColumnType } from 'kysely';

type Instant = ColumnType<string, string | Date, never>;
type MaybeInstant = ColumnType<string | null, string | Date | null | undefined, never>;
type Json<T> = ColumnType<T, string, never>;

export type LedgerKind = 'purchase' | 'award' | 'spend' | 'reversal' | 'cancellation' | 'expiry' | 'adjustment';

export type WalletsTable = { member_id: string; created_at: ColumnType<string, string | Date | undefined, never> };

export type LedgerTransactionsTable = {
	id: string;
	key: string;
	fingerprint: Buffer;
	kind: LedgerKind;
	member_id: string;
	sale_id: string | null;
	original_sale_id: string | null;
	reason: string | null;
	actor_kind: string;
	actor_id: string | null;
	at: Instant;
	booked_at: Instant;
	answer: Json<unknown>;
};

export type LedgerEntriesTable = {
	transaction_id: string;
	entry_no: number;
	account: 'member' | 'award_cost' | 'spend' | 'expiry' | 'adjustment';
	member_id: string | null;
	lot_id: string | null;
	currency: string;
	amount_minor: number;
};

export type LotsTable = {
	id: string;
	member_id: string;
	currency: string;
	transaction_id: string;
	source: 'award' | 'adjustment' | 'debt';
	sale_id: string | null;
	offer_id: string | null;
	label: string;
	amount_minor: number;
	valid_from: Instant;
	expires_at: MaybeInstant;
	conditions: Json<unknown>;
	basis: Json<unknown>;
	created_at: Instant;
};

export type HoldsTable = {
	id: string;
	key: string;
	member_id: string;
	currency: string;
	kind: 'instant' | 'automatic' | 'additional' | 'offline';
	sale_id: string | null;
	/** Of an instant spend: what gave it. */
	offer_id: string | null;
	label: string;
	asked_minor: number;
	amount_minor: number;
	created_at: Instant;
	expires_at: Instant;
};

export type HoldLotsTable = { hold_id: string; position: number; lot_id: string; amount_minor: number };

export type HoldEndsTable = {
	hold_id: string;
	outcome: 'captured' | 'released' | 'expired';
	captured_minor: number;
	transaction_id: string | null;
	at: Instant;
};

export type SpendPartsTable = {
	transaction_id: string;
	part_no: number;
	sale_id: string | null;
	grant_id: string;
	kind: HoldsTable['kind'];
	offer_id: string | null;
	lot_id: string | null;
	currency: string;
	amount_minor: number;
};

export type ReversalLinesTable = {
	transaction_id: string;
	line_no: number;
	original_sale_id: string;
	returned_milli: number;
};

export type ReversalSpendsTable = {
	transaction_id: string;
	grant_id: string;
	original_sale_id: string;
	amount_minor: number;
};

/** Kept by triggers. */
export type WalletBalancesTable = { member_id: string; currency: string; balance_minor: number; held_minor: number };
export type LotBalancesTable = {
	lot_id: string;
	member_id: string;
	expires_at: string | null;
	balance_minor: number;
	held_minor: number;
};
export type OpenHoldsTable = { hold_id: string; member_id: string; expires_at: string; offer_id: string | null };

export type WalletTables = {
	wallets: WalletsTable;
	ledger_transactions: LedgerTransactionsTable;
	ledger_entries: LedgerEntriesTable;
	lots: LotsTable;
	holds: HoldsTable;
	hold_lots: HoldLotsTable;
	hold_ends: HoldEndsTable;
	spend_parts: SpendPartsTable;
	reversal_lines: ReversalLinesTable;
	reversal_spends: ReversalSpendsTable;
	wallet_balances: WalletBalancesTable;
	lot_balances: LotBalancesTable;
	open_holds: OpenHoldsTable;
};
