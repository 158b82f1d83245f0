/** Tables of foreign tills (migrations 0050 and 0119). */
import type { ColumnType, Generated } from 'kysely';

type Instant = ColumnType<string, string | Date, string | Date>;
type InstantDefault = ColumnType<string, string | Date | undefined, string | Date>;
type InstantOrNull = ColumnType<string | null, string | Date | null | undefined, string | Date | null>;

export type ApiKeysTable = {
	id: string;
	name: string;
	login: string;
	key_hash: Buffer;
	shown: string;
	scopes: string[];
	store_ids: Generated<string[]>;
	unknown_products: Generated<string>;
	created_by: string | null;
	created_at: InstantDefault;
	expires_at: InstantOrNull;
	revoked_at: InstantOrNull;
	revoked_by: string | null;
	last_used_at: InstantOrNull;
};

export type ApiTokensTable = {
	token_hash: Buffer;
	key_id: string;
	store_id: string;
	created_at: InstantDefault;
	expires_at: Instant;
};

export type CrmcomParticipantsTable = { member_id: string; number: Generated<number> };

export type CrmcomPurchasesTable = {
	id: string;
	number: Generated<number>;
	key_id: string;
	store_id: string;
	till_id: string | null;
	member_id: string;
	state: Generated<string>;
	external_system: Generated<string>;
	reference: string;
	reference_number: string;
	external_reference: string | null;
	classification: string | null;
	content_hash: Buffer;
	performed_at: Instant;
	created_at: Instant;
	currency: string;
	total_minor: number;
	net_minor: number;
	vat_minor: number;
	coupon: string | null;
	requested_minor: number | null;
	reduction_method: Generated<string>;
	grants: ColumnType<unknown, string | null | undefined, string | null>;
	echo: ColumnType<unknown, string | undefined, string>;
	awards: ColumnType<unknown, string | undefined, string>;
	awarded_minor: Generated<number>;
	awarded_points: Generated<number>;
	cancel_id: string | null;
	cancelled_at: InstantOrNull;
	cancelled_by: string | null;
	reversed_award_minor: number | null;
	reversed_spend_minor: number | null;
	run_out_spend_minor: number | null;
};

export type CrmcomPurchaseLinesTable = {
	id: string;
	purchase_id: string;
	line_no: number;
	product_id: string | null;
	intended_key: string | null;
	intended_value: string | null;
	/** Migration 0140: what stood in for a product that is not known. */
	booked_on: string | null;
	quantity_milli: number;
	discount_minor: Generated<number>;
	net_minor: number;
	vat_minor: number;
	total_minor: number;
};

export type CrmcomSpendsTable = {
	id: string;
	number: Generated<number>;
	purchase_id: string;
	key_id: string;
	/** Where it was asked for. */
	store_id: string;
	kind: string;
	state: string;
	external_system: Generated<string>;
	external_reference: string | null;
	/** What names it once in its store and system; null where the caller gave none. */
	reference: Generated<string | null>;
	content_hash: Buffer;
	requested_minor: number | null;
	amount_minor: number;
	grant_id: string | null;
	description: string | null;
	performed_at: Instant;
	created_at: Instant;
	cancel_id: string | null;
	cancelled_at: InstantOrNull;
	cancelled_by: string | null;
};

export type CrmcomTables = {
	api_keys: ApiKeysTable;
	api_tokens: ApiTokensTable;
	crmcom_participants: CrmcomParticipantsTable;
	crmcom_purchases: CrmcomPurchasesTable;
	crmcom_purchase_lines: CrmcomPurchaseLinesTable;
	crmcom_spends: CrmcomSpendsTable;
};
