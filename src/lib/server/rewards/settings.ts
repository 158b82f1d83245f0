import type { SpendLimits } from '$lib/domain/wallet/decide-spend';
import type { NegativePolicy } from '$lib/domain/wallet/take';
import type { Db } from '../db/client';
import { selectSettings } from './queries';

export type RewardSettings = {
	limits: SpendLimits;
	holdMs: number;
	policy: NegativePolicy;
	spendTaxedAs: 'discount' | 'payment';
	/** What one person may give or take by hand, of one wallet within a day. */
	adjustmentLimitMinor: number;
	adjustmentLimitPoints: number;
	/** How long what is given by hand can be spent, unless the form says otherwise. */
	adjustmentDays: number | null;
};

export { findBackend } from './queries';

/** How the shop rewards. */
export async function readRewardSettings(db: Db): Promise<RewardSettings> {
	const row = await selectSettings(db);
	return {
		limits: { minimumMinor: row.minimum_spend_minor, maximumMinor: row.maximum_spend_minor },
		holdMs: row.hold_minutes * 60_000,
		policy: row.negative_policy,
		spendTaxedAs: row.spend_taxed_as,
		adjustmentLimitMinor: row.adjustment_limit_minor,
		adjustmentLimitPoints: row.adjustment_limit_points,
		adjustmentDays: row.adjustment_days
	};
}
