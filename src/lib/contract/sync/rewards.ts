/**
 * The five steps of a rewarded sale between a till and its server: identify → preview → open → spend → close, and abort.
 * `POST /api/till/rewards/{identify,preview,open,spend,abort}` with the till's bearer token. Closing has no call of its own:
 * `sale.completed` closes what was opened under its `saleId`, whenever it arrives. Amounts are minor units of `currency`.
 */
import * as z from 'zod/mini';
import { couponsAtMost } from '$lib/domain/basket/coupon';
import { balance, walletCurrency } from './balances';
import { amount, basisPoints, hash, id, instant, name, quantity, spendLots, text, unsignedAmount } from './values';

/** How somebody says who they are. A stripe's tracks are parsed on the till; payment-card numbers never leave it. */
export const means = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('card'), number: text(40) }),
	z.strictObject({ kind: z.literal('phone'), phone: text(30) }),
	z.strictObject({ kind: z.literal('email'), email: text(200) }),
	z.strictObject({ kind: z.literal('member'), memberId: id }),
	z.strictObject({ kind: z.literal('card_hmac'), cardHmac: hash })
]);

export const identifyRequest = z.strictObject({ means });

export const identified = z.object({
	memberId: id,
	/** Given name and initial: enough to greet, too little to harvest. */
	shownName: name,
	tier: z.nullable(text(20)),
	segments: z.array(text(40)).check(z.maxLength(50)),
	cardLast4: z.nullable(text(4)),
	cardHmac: z.nullable(hash),
	/** Blocked members still earn; they cannot spend. */
	spendBlocked: z.boolean(),
	/** Absent: whoever keeps the members does not say. */
	joinedAt: z.optional(instant),
	balances: z.array(balance).check(z.maxLength(4)),
	/** What rules with a limit for a member gave in their period, by offer id: the engine asks for it. */
	counters: z.record(text(64), z.object({ times: z.int(), amountMinor: amount })),
	asOf: instant
});

/** Why nobody was identified; stable, also used as problem codes. */
export const identifyRefusals = [
	'member_not_found',
	'member_ambiguous',
	'member_ended',
	'card_not_active',
	'payment_card',
	'too_many_tries',
	'rewards_unavailable'
] as const;

export const rewardLine = z.strictObject({
	lineNo: z.int().check(z.gte(1), z.lte(500)),
	productId: z.nullable(id),
	sku: text(64),
	/** What was scanned, for products the backend may not know. */
	code: z.nullable(text(200)),
	quantityMilli: quantity,
	unitPriceMinor: amount,
	/** Lowest price per unit. */
	minimumPriceMinor: z.nullable(amount),
	grossMinor: amount,
	/** After every discount of the till, before spends. */
	totalMinor: amount,
	taxRateBp: basisPoints
});

export const rewardBasket = z.strictObject({
	memberId: z.nullable(id),
	cardHmac: z.nullable(hash),
	currency: walletCurrency,
	pricesIncludeTax: z.boolean(),
	lines: z.array(rewardLine).check(z.minLength(1), z.maxLength(500)),
	/** Discount offers the till applied, by offer id: the server does not give them again. */
	appliedOffers: z.array(text(64)).check(z.maxLength(200)),
	coupons: z.array(text(64)).check(z.maxLength(couponsAtMost)),
	rulesVersion: z.int().check(z.gte(0))
});

export const previewRequest = z.strictObject({ basket: rewardBasket });
export const openRequest = z.strictObject({ saleId: id, basket: rewardBasket });
export const spendRequest = z.strictObject({ saleId: id, currency: walletCurrency, amountMinor: unsignedAmount });
export const abortRequest = z.strictObject({ saleId: id });

export const award = z.object({
	currency: walletCurrency,
	amountMinor: unsignedAmount,
	offerId: text(64),
	label: name
});

/** A part of the bill that the wallet pays; `grantId` goes into `spends[]` of the sale. */
export const grant = z.object({
	grantId: text(64),
	kind: z.enum(['instant', 'automatic', 'additional']),
	amountMinor: unsignedAmount,
	label: name,
	/** Where it may pay for some lines only, or the backend tells its lots; goes into `spends[]` as it is. */
	lots: z.optional(spendLots)
});

export const preview = z.object({
	awards: z.array(award).check(z.maxLength(200)),
	/** Taken at once by offers, and by the member's own setting. */
	instantMinor: unsignedAmount,
	automaticMinor: unsignedAmount,
	/** The most that may be asked for on top, after instant and automatic. */
	additionalMinor: unsignedAmount,
	/** Why nothing can be asked for, where it is 0 and the backend says so. */
	additionalRefusal: z.optional(z.enum(['spend_blocked', 'nothing_to_spend', 'amount_below_minimum'])),
	minimumMinor: unsignedAmount,
	maximumMinor: z.nullable(unsignedAmount),
	/** `back_end`: the till lowers nothing for instant and automatic spends. */
	reductionMethod: z.enum(['front_end', 'back_end']),
	balances: z.array(balance).check(z.maxLength(4)),
	messages: z.array(text(300)).check(z.maxLength(20))
});

export const opened = z.extend(preview, {
	/** Instant and automatic spends: already held. */
	grants: z.array(grant).check(z.maxLength(20)),
	/** Holds end then unless the sale arrived. */
	expiresAt: instant
});

export const spent = z.object({
	askedMinor: unsignedAmount,
	/** May be less than asked; this is what counts. `null`: nothing was granted. */
	grant: z.nullable(grant),
	balances: z.array(balance).check(z.maxLength(4))
});

/** Why a step was refused. */
export const rewardRefusals = [
	...identifyRefusals,
	'amount_below_minimum',
	'amount_above_maximum',
	'conflict',
	'nothing_to_spend',
	'not_open',
	'sale_already_closed',
	'spend_blocked',
	'too_late'
] as const;

export type { Balance } from './balances';
export type Means = z.output<typeof means>;
export type Identified = z.output<typeof identified>;
export type RewardBasket = z.output<typeof rewardBasket>;
export type RewardLine = z.output<typeof rewardLine>;
export type Award = z.output<typeof award>;
export type Grant = z.output<typeof grant>;
export type Preview = z.output<typeof preview>;
export type Opened = z.output<typeof opened>;
export type Spent = z.output<typeof spent>;
export type RewardRefusalCode = (typeof rewardRefusals)[number];
