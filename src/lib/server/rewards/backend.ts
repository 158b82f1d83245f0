/** One interface for whoever keeps the members' value: our own ledger, or a rewards system elsewhere (DESIGN.md §6). */
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { GivenAwardOnWire } from '$lib/contract/sync/returns';
import type {
	Award,
	Balance,
	Identified,
	Means,
	Opened,
	Preview,
	RewardBasket,
	RewardRefusalCode,
	Spent
} from '$lib/contract/sync/rewards';

/** `retry` tells a worker that the same call may succeed later. */
export type Refusal = { ok: false; code: RewardRefusalCode; detail?: string; retry?: boolean };
export type Answer<T> = ({ ok: true } & T) | Refusal;

/** Where and when a step happens. */
export type Place = { storeId: string; tillId: string; zone: string; atMs: number };

/** A sale as it stands in the books, with its corrected time. */
export type PostedSale = { body: SaleBody; memberId: string; place: Place };

export type Posted = { awards: Award[]; balances: Balance[] };
/** What a return took back and gave back, in minor units of each currency. */
export type Refunded = {
	awardsTaken: { currency: string; amountMinor: number }[];
	spendsReturned: { currency: string; amountMinor: number }[];
	/** What of these had run out since; absent where nobody says. */
	spendsRunOut?: { currency: string; amountMinor: number }[];
	balances: Balance[];
};

/** What a sale gave its member and what they have now: the figures of its return. */
export type Given = {
	/** Null: not known, or not yet. */
	awards: GivenAwardOnWire[] | null;
	/** Empty: nobody says. */
	balances: Balance[];
};

export interface RewardsBackend {
	readonly name: 'builtin' | 'crmcom';
	identify(means: Means, place: Place): Promise<Answer<{ member: Identified }>>;
	/** Changes nothing. */
	preview(basket: RewardBasket, place: Place): Promise<Answer<{ preview: Preview }>>;
	/** Holds instant and automatic spends. The same sale opened again answers what stands, or `conflict` for other content. */
	open(saleId: string, basket: RewardBasket, place: Place): Promise<Answer<{ opened: Opened }>>;
	/** May grant less than asked. Asked again with the same amount: the same answer. */
	spend(
		saleId: string,
		request: { currency: string; amountMinor: number },
		place: Place
	): Promise<Answer<{ spent: Spent }>>;
	/** Releases what `open` and `spend` hold. A sale that was never opened is no fault. Without a place: by the system itself. */
	abort(saleId: string, place?: Place): Promise<Answer<object>>;
	/** Books a sale, opened or not, once: awards by the offers valid at its time, grants captured even when they expired meanwhile. */
	submit(sale: PostedSale): Promise<Answer<Posted>>;
	/** Takes back and gives back in proportion to the lines returned; `original` null when the receipt is not known here. */
	refund(sale: PostedSale, original: SaleBody | null): Promise<Answer<Refunded>>;
	/** Of a sale that is booked. Changes nothing, and nobody waits for it long. */
	given(sale: SaleBody, memberId: string): Promise<Given>;
}
