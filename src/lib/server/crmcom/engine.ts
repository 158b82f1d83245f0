/** What the routes for foreign tills need of the engine that keeps the members' value. */
import type { Balance, RewardBasket, Spent } from '$lib/contract/sync/rewards';
import type { Answer, Place, PostedSale, RewardsBackend } from '../rewards/backend';

export type SpendWish = { currency: string; amountMinor: number };

/**
 * The till's own flow spends before it closes; a foreign till books its purchase first and may spend on it later, as often
 * as something is left to pay. Nothing is kept between two steps but what the ledger holds, so a step brings its basket.
 */
export type Engine = Pick<RewardsBackend, 'identify' | 'preview' | 'open' | 'abort' | 'submit' | 'refund'> & {
	/** By our own rules, in the database of the purchases: both can be booked in one transaction. */
	readonly keepsValueHere: boolean;
	/** Holds what is to be spent in the same call; asked again with the same amount: the same answer. */
	spendOnOpen(saleId: string, basket: RewardBasket, wish: SpendWish, place: Place): Promise<Answer<{ spent: Spent }>>;
	/** Spends on a sale that is booked. `sale` as it stands, with the spends made before. The same id again: the same answer. */
	spendOnPosted(spendId: string, sale: PostedSale, wish: SpendWish): Promise<Answer<{ spent: Spent }>>;
	/** Gives one spend of a booked sale back into the lots it came from; the same `cancelId` again changes nothing. */
	cancelSpend(cancelId: string, grantId: string, sale: PostedSale): Promise<Answer<{ balances: Balance[] }>>;
};
