/** The journal of the tills, and the rows that are made of it: sales, their lines, taxes, tenders and stock. */
import type { ColumnType, Generated } from 'kysely';
import type { Instant, InstantDefault } from './schema';

export type EpochsTable = {
	till_id: string;
	epoch: number;
	device_id: string;
	reason: string;
	epoch_text: string;
	epoch_hash: string;
	head_seq: Generated<number>;
	head_hash: string;
	branches: Generated<number>;
	gaps_allowed: Generated<boolean>;
	opened_at: InstantDefault;
};

export type JournalEventsTable = {
	till_id: string;
	epoch: number;
	seq: number;
	branch: Generated<number>;
	id: string | null;
	type: string | null;
	v: number | null;
	at: ColumnType<string | null, string | Date | null | undefined, string | Date | null>;
	staff_id: string | null;
	text: string;
	hash: string;
	sig: string;
	prev: string | null;
	result: string;
	device_id: string;
	received_at: InstantDefault;
};

export type JournalPrivateTable = {
	till_id: string;
	epoch: number;
	seq: number;
	branch: Generated<number>;
	salt: string;
	text: string;
};

export type HeldPushesTable = {
	id: string;
	device_id: string;
	payload: string;
	received_at: InstantDefault;
	decided_at: ColumnType<string | null, string | Date | null | undefined, string | Date | null>;
	decided_by: string | null;
	decision: string | null;
};

export type SalesTable = {
	id: string;
	till_id: string;
	store_id: string;
	epoch: number;
	seq: number;
	branch: Generated<number>;
	kind: string;
	receipt_number: string;
	original_receipt_number: string | null;
	business_date: string;
	at: Instant;
	staff_id: string | null;
	member_id: string | null;
	card_hmac: Buffer | null;
	currency: string;
	items_minor: number;
	discounts_minor: number;
	tax_minor: number;
	due_minor: number;
	rounding_minor: number;
	change_minor: number;
	line_count: number;
	item_count: number;
	receipt_token_hash: string;
	event_hash: string;
	received_at: InstantDefault;
};

export type SaleLinesTable = {
	sale_id: string;
	line_no: number;
	product_id: string | null;
	sku: string;
	name: string;
	code: string | null;
	/** Migration 0140: the database says what stood in for a code that no product has. */
	booked_on: ColumnType<string | null, never, never>;
	quantity_milli: number;
	unit: string;
	unit_price_minor: number;
	gross_minor: number;
	discount_minor: number;
	total_minor: number;
	tax_rate_id: string;
	tax_rate_bp: number;
};

export type SaleTaxesTable = {
	sale_id: string;
	rate_id: string;
	rate_bp: number;
	net_minor: number;
	tax_minor: number;
	gross_minor: number;
};

export type SaleTendersTable = {
	sale_id: string;
	tender_no: number;
	kind: string;
	amount_minor: number;
	reference: string | null;
};

export type StockMovementsTable = {
	sale_id: string;
	line_no: number;
	product_id: string;
	store_id: string;
	quantity_milli: number;
	at: Instant;
};

export type JournalTables = {
	epochs: EpochsTable;
	journal_events: JournalEventsTable;
	journal_private: JournalPrivateTable;
	held_pushes: HeldPushesTable;
	sales: SalesTable;
	sale_lines: SaleLinesTable;
	sale_taxes: SaleTaxesTable;
	sale_tenders: SaleTendersTable;
	stock_movements: StockMovementsTable;
};
