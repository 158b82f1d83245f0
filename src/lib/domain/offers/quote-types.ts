/** What goes into a quote and what comes out: plain data, so that till, worker and server can compare it byte for byte. */
import type { Basket } from '../basket/basket';
import type { OfferDiscount, OfferTimes, PricedBasket, PricedLine, PriceTerms } from '../basket/price';
import type { NearMiss } from './near-miss';
import type { LotExpiry, LotTerms } from './offer';
import type { LineShare, OfferTrace, Worth } from './trace';

/** What an offer gave this member so far, in the period of `countersAsOfMs`. */
export type OfferCounter = { times: number; amountMinor: number };

/** The member as far as offers ask. What is not known stands as empty here and as `false` in `Known`. */
export type QuoteMember = {
	tier: string | null;
	segments: readonly string[];
	/** By offer id; an offer that is missing gave nothing. */
	counters: Readonly<Record<string, OfferCounter>>;
	/** When the counters were read: those of a period that is over count nothing. */
	countersAsOfMs: number;
};

/** Which state of the server is at hand. An offer that needs what is not gives no discount, and an award only as possible. */
/** What each offer has given of its budget, by offer id, in minor units. One that is missing gave nothing yet. */
export type BudgetsGiven = Readonly<Record<string, number>>;

export type Known = { tier: boolean; segments: boolean; counters: boolean; budgets: boolean };

/** `usable`: checked against whatever limits it, or free of limits. A coupon that could not be checked is not. */
export type ShownCoupon = { couponId: string; usable: boolean };

export type QuoteContext = {
	/** The corrected time, epoch milliseconds. */
	atMs: number;
	/** IANA zone of the store. */
	zone: string;
	storeId: string;
	known: Known;
	coupons: readonly ShownCoupon[];
	budgets: BudgetsGiven;
};

export type QuoteInput = {
	basket: Basket;
	terms: PriceTerms;
	/** `null`: nobody was identified. */
	member: QuoteMember | null;
	context: QuoteContext;
};

export type AwardLine = Worth & { offerId: string; possible: boolean };

export type QuotedLine = PricedLine & {
	/** The line's share of every award. */
	awards: AwardLine[];
};

export type QuoteAward = Worth & {
	offerId: string;
	title: string;
	/** Depends on state that was not known; the server decides. */
	possible: boolean;
	/** A possible award that would take the place of this offer's. */
	insteadOf: string | null;
	/** What the award was computed from: the lines' totals after discounts and before spends. */
	baseMinor: number;
	lot: LotTerms;
	/** Adds up to `amountMinor`; a return takes back each line's share in proportion. */
	lines: LineShare[];
};

export type InstantSpend = { offerId: string; title: string; amountMinor: number; lines: LineShare[] };

/** What is handed out after the sale. */
export type Issue = { kind: 'coupon'; offerId: string; title: string; couponId: string; count: number } | VoucherIssue;

/** A voucher to be handed out. `expiry` null: it never expires. */
export type VoucherIssue = {
	kind: 'voucher';
	offerId: string;
	title: string;
	voucherId: string;
	amountMinor: number;
	expiry: LotExpiry | null;
};

/** Which rules were asked: the highest version among the offers, and a mark that differs when any offer does. */
export type RulesVersion = { rulesVersion: number; rulesMark: string };

export type AwardQuote = RulesVersion & {
	awards: QuoteAward[];
	instantSpends: InstantSpend[];
	issues: Issue[];
	trace: OfferTrace[];
};

export type Quote = AwardQuote & {
	/** The basket with every discount: the offers' first, then those by hand. */
	priced: PricedBasket;
	lines: QuotedLine[];
	/** Give them to `priceBasket` and `closeSale`. */
	discounts: OfferDiscount[];
	/** What a little more would have brought, for the customer. */
	nearMiss: NearMiss | null;
	/** How often each of these offers gave, as `Limits` counts; `closeSale` takes it along. */
	offerTimes: OfferTimes[];
};
