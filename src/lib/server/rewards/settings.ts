import type { SpendLimits } from '$lib/domain/wallet/decide-spend';
import type { NegativePolicy } from '$lib/domain/wallet/take';
import type { Db } from '../db/client';
import { selectSettings } from './queries';

export type RewardSettings = {
	limits: SpendLimits;
	holdMs: number;
	policy: NegativePolicy;
	spendTaxedAs: 'discount' | 'payment';
	adjustmentLimitMinor: number;
};

/** How the shop rewards. */
export async function readRewardSettings(db: Db): Promise<RewardSettings> {
	const row = await selectSettings(db);
	return {
		limits: { minimumMinor: row.minimum_spend_minor, maximumMinor: row.maximum_spend_minor },
		holdMs: row.hold_minutes * 60_000,
		policy: row.negative_policy,
		spendTaxedAs: row.spend_taxed_as,
		adjustmentLimitMinor: row.adjustment_limit_minor
	};
}
