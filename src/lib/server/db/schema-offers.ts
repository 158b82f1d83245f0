/** Tables of migration 0055: what the shop promises and what came of it. */
import type { ColumnType, Generated } from 'kysely';
import type { Instant } from './schema';

export type OfferState = 'draft' | 'active' | 'paused' | 'ended';

type Json = ColumnType<unknown, string, string>;

type OffersTable = {
	id: string;
	version: Generated<number>;
	state: OfferState;
	rule: Json;
	changed_at: Instant;
	changed_by: string | null;
};

type OfferVersionsTable = {
	offer_id: string;
	version: number;
	state: OfferState;
	rule: Json;
	made_at: Instant;
	made_by: string | null;
};

type OfferGiftsTable = {
	sale_id: string;
	offer_id: string;
	member_id: string | null;
	at: Instant;
	currency: string;
	times: number;
	amount_minor: number;
};

type OfferBudgetsTable = { offer_id: string; given_minor: number };

export type OfferTables = {
	offers: OffersTable;
	offer_versions: OfferVersionsTable;
	offer_gifts: OfferGiftsTable;
	offer_budgets: OfferBudgetsTable;
};
