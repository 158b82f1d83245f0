/** Table of migration 0070. */
import type { ColumnType } from 'kysely';
import type { LotConditions } from '$lib/domain/wallet/conditions';
import type { Instant } from './schema';

type InstantOrNull = ColumnType<string | null, string | Date | null | undefined, string | Date | null>;

export type AdjustmentState = 'pending' | 'booked' | 'refused' | 'withdrawn';

type WalletAdjustmentsTable = {
	id: string;
	member_id: string;
	currency: string;
	amount_minor: number;
	label: string;
	reason: string;
	expires_at: InstantOrNull;
	/** Migration 0150; as it was checked when somebody asked. */
	conditions: ColumnType<LotConditions | null, string | null, never>;
	asked_by: string;
	asked_at: Instant;
	needs_second: boolean;
	state: AdjustmentState;
	decided_by: string | null;
	decided_at: InstantOrNull;
	transaction_id: string | null;
};

/** Migration 0141. */
type AdjustmentLimitRaisesTable = {
	id: string;
	limit_minor: number;
	limit_points: number;
	asked_by: string;
	asked_at: Instant;
	state: ColumnType<'pending' | 'agreed' | 'refused' | 'withdrawn', undefined, 'agreed' | 'refused' | 'withdrawn'>;
	decided_by: string | null;
	decided_at: InstantOrNull;
};

export type AdjustmentTables = {
	wallet_adjustments: WalletAdjustmentsTable;
	adjustment_limit_raises: AdjustmentLimitRaisesTable;
};
