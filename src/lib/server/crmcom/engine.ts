/** What the routes for foreign tills need of the engine that keeps the members' value. */
import type { Balance, Spent } from '$lib/contract/sync/rewards';
import type { Answer, PostedSale, RewardsBackend } from '../rewards/backend';

/**
 * The till's own flow spends before it closes; a foreign till books its purchase first and may spend on it later, as often
 * as something is left to pay.
 */
export type LateSpends = {
	/** Spends on a sale that is booked. `sale` as it stands, with the spends made before. The same id again: the same answer. */
	spendOnPosted(
		spendId: string,
		sale: PostedSale,
		request: { currency: string; amountMinor: number }
	): Promise<Answer<{ spent: Spent }>>;
	/** Gives one spend of a booked sale back into the lots it came from; the same `cancelId` again changes nothing. */
	cancelSpend(cancelId: string, grantId: string, sale: PostedSale): Promise<Answer<{ balances: Balance[] }>>;
};

export type Engine = Pick<RewardsBackend, 'identify' | 'preview' | 'open' | 'spend' | 'abort' | 'submit' | 'refund'> &
	LateSpends;
