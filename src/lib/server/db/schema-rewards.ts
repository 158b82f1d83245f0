/** Tables of migration 0056. */
import type { ColumnType, Generated } from 'kysely';
import type { Instant } from './schema';

type RewardSettingsTable = {
	id: Generated<number>;
	minimum_spend_minor: Generated<number>;
	maximum_spend_minor: number | null;
	hold_minutes: Generated<number>;
	negative_policy: Generated<'negative' | 'clamp'>;
	spend_taxed_as: Generated<'discount' | 'payment'>;
	adjustment_limit_minor: Generated<number>;
	adjustment_limit_points: Generated<number>;
	adjustment_days: number | null;
	/** Migration 0140: what stands in for codes that no product has. */
	default_product_id: string | null;
	/** Migration 0080. */
	backend: Generated<'builtin' | 'crmcom'>;
};

type OpenSalesTable = {
	sale_id: string;
	till_id: string;
	member_id: string;
	fingerprint: string;
	basket: ColumnType<unknown, string, string>;
	opened_at: Instant;
	expires_at: Instant;
};

export type RewardTables = { reward_settings: RewardSettingsTable; open_sales: OpenSalesTable };
