/**
 * What a shop promises: a rule that gives a discount now or value for later (DESIGN.md §7, specs/crmcom-api.md §5.1). Plain
 * data, the same on till, worker and server. Only active offers reach the engine: a draft, paused or withdrawn one does not
 * exist for it. Money in minor units of the offer's `currency`, quantities in thousandths, rates in basis points.
 */

/** Points are a currency of their own: whole numbers, no minor unit. */
export const pointsCurrency = 'PTS';

/** What a product is, beside its group. Names, compared exactly. Absent on lines that were stored before it was known. */
export type ProductTraits = {
	brand?: string | null | undefined;
	family?: string | null | undefined;
	categories?: string[] | undefined;
	/** Whether the product takes part in promotions; absent: it does. */
	inPromotions?: boolean | undefined;
};

/** All that are named have to fit, each by one of its values; an empty list asks nothing. */
export type LineTerms = {
	productIds: string[];
	groupIds: string[];
	brands: string[];
	families: string[];
	categories: string[];
};

/** Which lines are meant: those that fit any of `include` (none: every line) and none of `exclude`. */
export type LineFilter = {
	include: LineTerms[];
	exclude: LineTerms[];
	/** `taking_part` leaves out products kept from promotions; `not_taking_part` means only those. */
	promotions: 'taking_part' | 'not_taking_part' | 'any';
};

/**
 * Hours on the store's wall on some days of the week, Monday 1 … Sunday 7. `from` and `to` as `HH:MM`, `to` up to `24:00`
 * and not included; where `to` is not after `from`, it is on the next day.
 */
export type WeeklyHours = { days: number[]; from: string; to: string };

/** Whom it is for. Tiers and segments: one of those named; empty lists ask nothing. */
export type Audience = { kind: 'anyone' } | { kind: 'member'; tiers: string[]; segments: string[] };

export type Conditions = {
	/** The lines that qualify: they are counted for the minimum and, without a `target`, get the effect. */
	lines: LineFilter;
	/** Empty: every store. */
	storeIds: string[];
	/** Empty: always. */
	hours: WeeklyHours[];
	audience: Audience;
	/** The kind of coupon that switches it on; `null`: none is needed. */
	couponId: string | null;
	/** Of the qualifying lines together; pieces in thousandths, measured goods in their own measure. 0: no minimum. */
	minimumQuantityMilli: number;
	/** Of the qualifying lines after the discounts that came before this offer. 0: no minimum. */
	minimumAmountMinor: number;
};

/** A calendar period on the store's wall; weeks begin on Monday. */
export type Period = 'day' | 'week' | 'month' | 'year' | 'ever';

/**
 * How much it may give. Amounts are in the currency of the effect; what goes beyond is cut to the limit. `times`: effects
 * that repeat in one sale (`n_for_m`, `cheapest`, `bundle`) count each repetition, all others count once a sale.
 */
export type Limits = {
	perSale: { times: number | null; amountMinor: number | null };
	/** `null`: no limit for a member. Otherwise only members get it. */
	perMember: { period: Period; times: number | null; amountMinor: number | null } | null;
	/** All it may ever give, to all customers together; `null`: no limit. */
	budgetMinor: number | null;
};

/**
 * A discount on the lines it is for.
 * - `percent`: of each line, rounded once for all lines together.
 * - `amount`: off the lines together (`per: 'sale'`, shared by their totals) or off each unit.
 * - `fixed_price`: each unit costs this; never dearer than before.
 * - `n_for_m`: dearest first in sets of `buy` pieces, of which the cheapest ones are free so that `pay` are paid.
 * - `cheapest`: for every `every` pieces one gets `percentBp` off, the cheapest of all first (10,000: free).
 * - `bundle`: sets with so many pieces of each part, dearest first: together for `priceMinor`, or each part with its own
 *   percentage off (`priceMinor: null`). A piece stands in one part only; parts are filled in their order.
 * - `threshold`: the highest step whose amount the qualifying lines reach.
 */
export type DiscountForm =
	| { form: 'percent'; percentBp: number }
	| { form: 'amount'; amountMinor: number; per: 'sale' | 'unit' }
	| { form: 'fixed_price'; priceMinor: number }
	| { form: 'n_for_m'; buy: number; pay: number }
	| { form: 'cheapest'; every: number; percentBp: number }
	| { form: 'bundle'; parts: BundlePart[]; priceMinor: number | null }
	| { form: 'threshold'; steps: ThresholdStep[] };

export type BundlePart = { name: string; lines: LineFilter; pieces: number; percentBp: number };

/** `percentBp` of the lines it is for, or `amountMinor` off them together. */
export type ThresholdStep = { fromMinor: number; off: { percentBp: number } | { amountMinor: number } };

/**
 * What a purchase is worth.
 * - `percent`: of what the lines cost after discounts and before spends, half-up once an offer. In points: of the amount in
 *   whole units of the currency, so that 10,000 gives one point for 1.00.
 * - `fixed`: once a sale.
 * - `per_amount`, `per_quantity`: `giveMinor` for every whole step.
 * - `multiplier`: lifts what other offers give on the same lines in the same currency to `factorBp` (20,000: double).
 */
export type AwardForm =
	| { form: 'percent'; percentBp: number }
	| { form: 'fixed'; amountMinor: number }
	| { form: 'per_amount'; everyMinor: number; giveMinor: number }
	| { form: 'per_quantity'; everyMilli: number; giveMinor: number }
	| { form: 'multiplier'; factorBp: number };

/** When a lot ends: at the end of a day on the store's wall (§5.7), or after some hours to the minute. */
export type LotExpiry =
	| { kind: 'never' }
	| { kind: 'on'; date: string }
	| { kind: 'after'; count: number; unit: 'hour' | 'day' | 'week' | 'month' | 'year' };

/** How the value of an award may be spent later (§5.4): empty lists and a filter without terms leave it free. */
export type LotTerms = {
	expiry: LotExpiry;
	/** Hours until it may be spent; 0: from the next purchase on. */
	validAfterHours: number;
	lines: LineFilter;
	storeIds: string[];
	hours: WeeklyHours[];
};

/**
 * - `discount`: the customer pays less now.
 * - `instant_spend`: an award that pays for this very purchase (§5.2); only members, only the shop's currency.
 * - `award`: cashback in the shop's currency or points; only members.
 * - `coupon`, `voucher`: given after the sale, for later.
 */
export type Effect =
	| ({ kind: 'discount' } & DiscountForm)
	| { kind: 'instant_spend'; give: Exclude<AwardForm, { form: 'multiplier' }> }
	| { kind: 'award'; currency: string; give: AwardForm; lot: LotTerms }
	| { kind: 'coupon'; couponId: string; count: number }
	| {
			kind: 'voucher';
			/** Which kind of voucher, for whoever looks at several. */
			voucherId: string;
			amountMinor: number;
			/** Absent: it never expires. */
			expiry?: LotExpiry | undefined;
	  };

/** Whether it gives value of the member's wallet: that is up to whoever keeps it. Discounts, coupons and vouchers are the shop's own. */
export function isOfWallet({ effect }: Pick<Offer, 'effect'>): boolean {
	return effect.kind === 'award' || effect.kind === 'instant_spend';
}

export type Offer = {
	id: string;
	/** From one sequence for all offers of the shop, so that the highest is the version of the whole set. */
	version: number;
	/** How staff call it. */
	name: string;
	/** What the customer reads on screen and receipt. */
	title: string;
	/** Instants, RFC 3339 in UTC with milliseconds; `validTo` is not included. `null`: open. */
	validFrom: string | null;
	validTo: string | null;
	/** ISO 4217 code of its amounts; in a store with another currency it does nothing. */
	currency: string;
	/** Higher comes first. Equal ones go by id. */
	priority: number;
	/** Offers of one group that say `best_of` compete: the one that gives most in the basket counts. `null`: the common group. */
	group: string | null;
	/** `stack`: applies on top of whatever else does. */
	stacking: 'best_of' | 'stack';
	conditions: Conditions;
	effect: Effect;
	/** The lines that get the effect, where it is not those that qualify. Bundles name theirs in their parts. */
	target: LineFilter | null;
	limits: Limits;
};
