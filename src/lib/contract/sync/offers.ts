/** An offer on the wire: what a till pulls as a change of kind `offer`. Only active offers travel; `data: null` withdraws one. */
import * as z from 'zod/mini';
import type { Offer } from '$lib/domain/offers/offer';
import { basisPoints, instant, name, quantity, text, unsignedAmount } from './values';

const list = <T extends z.core.$ZodType>(item: T, most: number) => z.array(item).check(z.maxLength(most));
const offerId = text(64);
const currency = z.string().check(z.regex(/^[A-Z]{3}$/));
const positiveAmount = unsignedAmount.check(z.gte(1));
const positiveQuantity = quantity.check(z.gte(1));
const pieces = z.int().check(z.gte(1), z.lte(1000));
/** The most an offer may multiply: a hundredfold. */
const factor = z.int().check(z.gte(10_001), z.lte(1_000_000));
/** Awards may be worth more than the amount: ten points for 1.00 are 100,000. */
const awardPercent = z.int().check(z.gte(1), z.lte(1_000_000));
const percent = basisPoints.check(z.gte(1));

const lineTerms = z.object({
	productIds: list(text(64), 500),
	groupIds: list(text(64), 100),
	brands: list(name, 100),
	families: list(name, 100),
	categories: list(name, 100)
});

export const lineFilter = z.object({
	include: list(lineTerms, 20),
	exclude: list(lineTerms, 20),
	promotions: z.enum(['taking_part', 'not_taking_part', 'any'])
});

export const weeklyHours = z.object({
	days: list(z.int().check(z.gte(1), z.lte(7)), 7).check(z.minLength(1)),
	from: z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/)),
	to: z.string().check(z.regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/))
});

const audience = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('anyone') }),
	z.object({ kind: z.literal('member'), tiers: list(text(20), 20), segments: list(text(40), 50) })
]);

const conditions = z.object({
	lines: lineFilter,
	storeIds: list(text(64), 500),
	hours: list(weeklyHours, 20),
	audience,
	couponId: z.nullable(text(64)),
	minimumQuantityMilli: quantity.check(z.gte(0)),
	minimumAmountMinor: unsignedAmount
});

const times = z.nullable(z.int().check(z.gte(1), z.lte(1_000_000)));

const limits = z.object({
	perSale: z.object({ times, amountMinor: z.nullable(positiveAmount) }),
	perMember: z.nullable(
		z.object({
			period: z.enum(['day', 'week', 'month', 'year', 'ever']),
			times,
			amountMinor: z.nullable(positiveAmount)
		})
	),
	budgetMinor: z.nullable(z.int().check(z.gte(0)))
});

const bundlePart = z.object({ name, lines: lineFilter, pieces, percentBp: basisPoints });
const thresholdStep = z.object({
	fromMinor: positiveAmount,
	off: z.union([z.object({ percentBp: percent }), z.object({ amountMinor: positiveAmount })])
});

const isDiscount = z.literal('discount');
const discount = z.discriminatedUnion('form', [
	z.object({ kind: isDiscount, form: z.literal('percent'), percentBp: percent }),
	z.object({
		kind: isDiscount,
		form: z.literal('amount'),
		amountMinor: positiveAmount,
		per: z.enum(['sale', 'unit'])
	}),
	z.object({ kind: isDiscount, form: z.literal('fixed_price'), priceMinor: unsignedAmount }),
	z
		.object({ kind: isDiscount, form: z.literal('n_for_m'), buy: pieces, pay: z.int().check(z.gte(0)) })
		.check(z.refine(({ buy, pay }) => pay < buy, 'pay fewer than you buy')),
	z.object({ kind: isDiscount, form: z.literal('cheapest'), every: pieces, percentBp: percent }),
	z.object({
		kind: isDiscount,
		form: z.literal('bundle'),
		parts: list(bundlePart, 10).check(z.minLength(1)),
		priceMinor: z.nullable(unsignedAmount)
	}),
	z.object({
		kind: isDiscount,
		form: z.literal('threshold'),
		steps: list(thresholdStep, 20).check(z.minLength(1))
	})
]);

const plainGive = z.discriminatedUnion('form', [
	z.object({ form: z.literal('percent'), percentBp: awardPercent }),
	z.object({ form: z.literal('fixed'), amountMinor: positiveAmount }),
	z.object({ form: z.literal('per_amount'), everyMinor: positiveAmount, giveMinor: positiveAmount }),
	z.object({ form: z.literal('per_quantity'), everyMilli: positiveQuantity, giveMinor: positiveAmount })
]);
const give = z.union([plainGive, z.object({ form: z.literal('multiplier'), factorBp: factor })]);

const expiry = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('never') }),
	z.object({ kind: z.literal('on'), date: z.iso.date() }),
	z.object({
		kind: z.literal('after'),
		count: z.int().check(z.gte(1), z.lte(10_000)),
		unit: z.enum(['hour', 'day', 'week', 'month', 'year'])
	})
]);

const spendable = { lines: lineFilter, storeIds: list(text(64), 500), hours: list(weeklyHours, 20) };

/** On what, where and when value may be spent; kept with the lot. */
export const lotConditions = z.object(spendable);

/** Conditions under which the value of an award may be spent later. */
export const lotTerms = z.object({ expiry, validAfterHours: z.int().check(z.gte(0), z.lte(100_000)), ...spendable });

const effect = z.union([
	discount,
	z.object({ kind: z.literal('instant_spend'), give: plainGive }),
	z.object({ kind: z.literal('award'), currency, give, lot: lotTerms }),
	z.object({ kind: z.literal('coupon'), couponId: text(64), count: z.int().check(z.gte(1), z.lte(20)) }),
	z.object({
		kind: z.literal('voucher'),
		voucherId: text(64),
		amountMinor: positiveAmount,
		expiry: z.optional(expiry)
	})
]);

export const offer = z.object({
	id: offerId,
	version: z.int().check(z.gte(0)),
	name,
	title: name,
	validFrom: z.nullable(instant),
	validTo: z.nullable(instant),
	currency,
	priority: z.int().check(z.gte(-1_000_000), z.lte(1_000_000)),
	group: z.nullable(text(40)),
	stacking: z.enum(['best_of', 'stack']),
	conditions,
	effect,
	target: z.nullable(lineFilter),
	limits
});

export type OfferRecord = z.output<typeof offer>;

// The domain's type and the wire's schema must say the same; each direction fails to compile when they drift apart.
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
export const offerMatches: Same<Offer, OfferRecord> = true;
