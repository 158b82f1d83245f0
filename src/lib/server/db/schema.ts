/** The tables as Kysely sees them. `migrations/` is the truth; tests/api/schema-types.test.ts compares the two. */
import type { ColumnType, Generated } from 'kysely';
import type { AdjustmentTables } from './schema-adjustments';
import type { CrmcomTables } from './schema-crmcom';
import type { JournalTables } from './schema-journal';
import type { MemberTables } from './schema-members';
import type { OfferTables } from './schema-offers';
import type { ReturnTables } from './schema-returns';
import type { RemoteTables } from './schema-remote';
import type { RewardTables } from './schema-rewards';
import type { SignInTables } from './schema-sign-in';
import type { VoucherTables } from './schema-vouchers';
import type { WalletTables } from './schema-wallet';

/** Written as text or Date, read as RFC 3339 text in UTC with milliseconds. */
export type Instant = ColumnType<string, string | Date, string | Date>;
export type InstantDefault = ColumnType<string, string | Date | undefined, string | Date>;

export type SecretsTable = {
	name: string;
	value: Buffer;
};

export type StoresTable = {
	id: string;
	code: string;
	name: string;
	address: string;
	tax_number: string;
	zone: string;
	locale: string;
	currency: string;
	prices_include_tax: Generated<boolean>;
	cash_step_minor: Generated<number>;
	discount_limit_bp: Generated<number>;
	auto_lock_seconds: Generated<number>;
	receipt_footer: Generated<string>;
	/** ISO 3166: what a phone number without a country code means. */
	country: Generated<string>;
	created_at: InstantDefault;
};

export type TillsTable = {
	id: string;
	store_id: string;
	code: string;
	name: string;
	created_at: InstantDefault;
};

export type DevicesTable = {
	id: string;
	till_id: string;
	name: string;
	public_key: Buffer;
	secret: Buffer;
	state: Generated<string>;
	enrolled_at: InstantDefault;
	ended_at: ColumnType<string | null, string | Date | null | undefined, string | Date | null>;
	app_version: string;
	last_seen_at: ColumnType<string | null, string | Date | null | undefined, string | Date | null>;
	report: ColumnType<unknown, string | null | undefined, string | null>;
};

export type EnrolmentCodesTable = {
	id: string;
	till_id: string;
	code_hash: Buffer;
	created_by: string | null;
	created_at: InstantDefault;
	expires_at: Instant;
	used_at: ColumnType<string | null, string | Date | null | undefined, string | Date | null>;
	used_by_device: string | null;
};

export type TillSessionsTable = {
	token_hash: Buffer;
	device_id: string;
	created_at: InstantDefault;
	expires_at: Instant;
};

export type UsedNoncesTable = {
	nonce: string;
	used_at: InstantDefault;
};

export type TaxRatesTable = {
	id: string;
	name: string;
	letter: string;
	rate_bp: number;
};

export type GroupsTable = {
	id: string;
	name: string;
	tint: Generated<string>;
	sort: Generated<number>;
};

export type ProductsTable = {
	id: string;
	sku: string;
	name: string;
	group_id: string | null;
	price_minor: number | null;
	tax_rate_id: string;
	sell_by: Generated<'piece' | 'weight' | 'price'>;
	unit: Generated<string>;
	minimum_price_minor: number | null;
	favourite: Generated<boolean>;
	image_url: string | null;
	kind: string | null;
	brand: string | null;
	family: string | null;
	categories: Generated<string[]>;
	in_promotions: Generated<boolean>;
	/** Written by its trigger alone (0172). */
	traits_at: Generated<string>;
	status: Generated<string>;
	sold_milli: Generated<number>;
	price_as_of: string | null;
	created_at: InstantDefault;
	updated_at: InstantDefault;
};

export type ProductCodesTable = {
	code: string;
	product_id: string;
};

export type ImportsTable = {
	id: string;
	kind: string;
	file_name: string;
	dry_run: boolean;
	state: string;
	lines_read: Generated<number>;
	created: Generated<number>;
	updated: Generated<number>;
	unchanged: Generated<number>;
	rejected: Generated<number>;
	lines_total: Generated<number>;
	last_error: string | null;
	staff_id: string | null;
	started_at: InstantDefault;
	ended_at: ColumnType<string | null, string | Date | null | undefined, string | Date | null>;
};

export type ImportRejectsTable = {
	import_id: string;
	line: number;
	field: string;
	reason: string;
};

export type CasesTable = {
	id: string;
	kind: string;
	till_id: string | null;
	epoch: number | null;
	seq: number | null;
	sale_id: string | null;
	detail: ColumnType<unknown, string, string>;
	state: Generated<string>;
	opened_at: InstantDefault;
	settled_at: ColumnType<string | null, string | Date | null | undefined, string | Date | null>;
	settled_by: string | null;
	number: Generated<number>;
	resolution: 'explained' | 'shop_bears' | 'put_right' | null;
	reason: string | null;
};

export type AuditLogTable = {
	id: string;
	at: InstantDefault;
	actor_kind: string;
	actor_id: string | null;
	action: string;
	object: string | null;
	detail: ColumnType<unknown, string | undefined, string>;
};

export type RateLimitsTable = {
	key: string;
	window_start: Instant;
	count: number;
};

export type ChangesTable = {
	id: Generated<number>;
	kind: string;
	key: string;
	at: InstantDefault;
	pos: number | null;
};

export type ChangeHeadTable = {
	id: Generated<number>;
	pos: Generated<number>;
	kept_after: Generated<number>;
};

export type InstallationTable = {
	id: Generated<number>;
	kind: 'demo' | 'shop';
	generation: Generated<number>;
	merchant_name: string | null;
	created_at: InstantDefault;
	seeded_at: ColumnType<string | null, string | Date | null | undefined, string | Date | null>;
};

export type BackupsTable = {
	id: string;
	begun_at: Instant;
	made_at: InstantDefault;
	heads: ColumnType<unknown, string, string>;
};

export type SchemaMigrationsTable = { name: string; hash: string; applied_at: InstantDefault };

export type Database = AdjustmentTables &
	CrmcomTables &
	JournalTables &
	MemberTables &
	OfferTables &
	ReturnTables &
	RewardTables &
	RemoteTables &
	SignInTables &
	VoucherTables &
	WalletTables & {
		secrets: SecretsTable;
		stores: StoresTable;
		tills: TillsTable;
		devices: DevicesTable;
		enrolment_codes: EnrolmentCodesTable;
		till_sessions: TillSessionsTable;
		used_nonces: UsedNoncesTable;
		tax_rates: TaxRatesTable;
		groups: GroupsTable;
		products: ProductsTable;
		product_codes: ProductCodesTable;
		imports: ImportsTable;
		import_rejects: ImportRejectsTable;
		cases: CasesTable;
		audit_log: AuditLogTable;
		rate_limits: RateLimitsTable;
		changes: ChangesTable;
		change_head: ChangeHeadTable;
		installation: InstallationTable;
		backups: BackupsTable;
		schema_migrations: SchemaMigrationsTable;
	};
