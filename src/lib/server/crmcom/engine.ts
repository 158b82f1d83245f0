/** What the routes for foreign tills need of the engine that keeps the members' value. */
import type { Balance, Grant, Preview, RewardBasket, Spent } from '$lib/contract/sync/rewards';
import type { Answer, Place, Posted, PostedSale, RewardsBackend } from '../rewards/backend';
import type * as wallet from '../wallet/wallet';

export type Trx = Parameters<typeof wallet.release>[0];

export type SpendWish = { currency: string; amountMinor: number };

/** What a purchase is to spend in the same call. */
export type GrantWish = {
	/** What offers take off at once, which a till may not want. */
	instant: boolean;
	/** `most`: as much as possible. Without `orNothing` the purchase goes on with what may be spent. */
	additional: { minor: number | 'most'; orNothing: boolean } | null;
};

export type Granted = { grants: Grant[]; reductionMethod: Preview['reductionMethod'] };

/**
 * The till's own flow spends before it closes; a foreign till books its purchase first and may spend on it later, as often
 * as something is left to pay. What belongs to a purchase or a spend request happens in the transaction that locks its row:
 * it is written down together with it, or it never happened.
 */
export type Engine = Pick<RewardsBackend, 'identify' | 'preview' | 'refund'> & {
	/** By our own rules, in the database of the purchases: both can be booked in one transaction. */
	readonly keepsValueHere: boolean;
	/** Holds what the purchase spends. Refused: nothing is held. What an earlier attempt held, and told nobody, is let go. */
	grant(
		trx: Trx,
		saleId: string,
		basket: RewardBasket,
		wish: GrantWish,
		place: Place
	): Promise<Answer<{ granted: Granted }>>;
	/** Books the purchase with what was granted, once. */
	book(trx: Trx, sale: PostedSale): Promise<Answer<Posted>>;
	/** Lets go of what is held for a purchase that is not to be. */
	release(trx: Trx, saleId: string): Promise<Answer<object>>;
	/** Spends on a sale that is booked. `sale` as it stands, with the spends made before. The same id again: the same answer. */
	spendOnPosted(trx: Trx, spendId: string, sale: PostedSale, wish: SpendWish): Promise<Answer<{ spent: Spent }>>;
	/** Gives one spend of a booked sale back into the lots it came from; the same `cancelId` again changes nothing. */
	cancelSpend(cancelId: string, grantId: string, sale: PostedSale): Promise<Answer<{ balances: Balance[] }>>;
};
