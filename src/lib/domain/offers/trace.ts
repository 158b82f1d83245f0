/**
 * Why an offer did what it did, as data: a code and its figures, never a sentence (the words are in `i18n/offers-en`). Every
 * offer that was given to the engine has exactly one entry, in the order in which they were looked at.
 */
import type { BasketLine } from '../basket/basket';

/** State of the server that may be missing where the quote is made. */
export type Unknown = 'tier' | 'segments' | 'counters' | 'budget' | 'coupon';

/** What cut an effect short. */
export type CutBy = 'lowest_price' | 'sale_limit' | 'member_limit' | 'budget' | 'amount_due';

export type LineShare = { lineId: BasketLine['lineId']; amountMinor: number };

/** Something more in the basket, and there would be more: what is missing, and the mark it would reach. */
export type Shortfall =
	| { needs: 'amount'; moreMinor: number; reachMinor: number }
	| { needs: 'quantity'; moreMilli: number; reachMilli: number }
	/** A bundle's part, counted from 0, and its name. */
	| { needs: 'part'; part: number; name: string; morePieces: number };

export type Worth = { currency: string; amountMinor: number };

/** The offer did something. `next`: what would make it do more. */
export type Gave =
	| { code: 'gave_discount'; amountMinor: number; times: number; cutBy: CutBy | null; next: Shortfall | null }
	| { code: 'gave_instant_spend'; amountMinor: number; cutBy: CutBy | null }
	| { code: 'gave_award'; currency: string; amountMinor: number; cutBy: CutBy | null }
	| { code: 'gave_coupon'; couponId: string; count: number }
	| { code: 'gave_voucher'; voucherId: string; amountMinor: number };

/** The offer did nothing. */
export type Withheld =
	/** No line of the basket is meant. */
	| { code: 'no_matching_line' }
	| { code: 'other_store' }
	| { code: 'other_currency' }
	| { code: 'not_started'; from: string }
	| { code: 'ended'; to: string }
	| { code: 'outside_hours' }
	| { code: 'needs_coupon'; couponId: string }
	/** `would`: what a member would get for this basket, where that can be said. */
	| { code: 'needs_member'; would: Worth | null }
	| { code: 'not_for_this_tier'; tier: string | null; tiers: string[] }
	| { code: 'not_in_segment'; segments: string[] }
	/** `unknown`: state that is not known here and might stand against it too. */
	| { code: 'needs_more'; next: Shortfall; unknown?: Unknown[] }
	/** Depends on state that is not known here; `would`: the possible award. */
	| { code: 'needs_connection'; unknown: Unknown[]; would: Worth | null }
	| { code: 'member_limit_reached' }
	| { code: 'budget_used_up' }
	/** The lines are at their lowest price. */
	| { code: 'at_lowest_price' }
	/** The cashier took what offers give off the lines. */
	| { code: 'taken_off' }
	/** The lines already cost no more than the offer asks, or there is nothing on which it could give. */
	| { code: 'nothing_to_give' }
	/** Another offer of its group gives more, or as much and stands before it. Amounts in `currency`. */
	| {
			code: 'beaten_by';
			winnerId: string;
			currency: string;
			worthMinor: number;
			winnerMinor: number;
			lines: LineShare[];
	  }
	/** One receipt hands out no more coupons or vouchers than these. */
	| { code: 'receipt_full'; most: number }
	/** Awards of a sale that is closed were asked for: its discounts stand as they are. */
	| { code: 'discounts_stand' };

/** `lineIds`: the lines the offer looked at; empty where it looked at none. */
export type OfferTrace = { offerId: string; lineIds: string[] } & (Gave | Withheld);
export type TraceCode = OfferTrace['code'];

export type Hint = { offerId: string; next: Shortfall };

/** "2.10 more …": the offers that would do more if a little came into the basket, in the order of the trace. */
export function nearly(trace: readonly OfferTrace[]): Hint[] {
	return trace.flatMap((entry) => {
		const next = 'next' in entry ? entry.next : null;
		return next ? [{ offerId: entry.offerId, next }] : [];
	});
}
