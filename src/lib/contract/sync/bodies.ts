/** The bodies of the journal's event types. The version `v` of a type goes up when its shape changes; the server reads all of the last 180 days. */
import * as z from 'zod/mini';
import { couponsAtMost } from '$lib/domain/basket/coupon';
import { returnReasons, type SaleBody } from '$lib/domain/receipt/sale';
import { vouchersAtMost } from '$lib/domain/voucher/voucher';
import {
	amount,
	basisPoints,
	hash,
	id,
	instant,
	name,
	quantity,
	receiptNumber,
	spendLots,
	text,
	unsignedAmount
} from './values';

const discount = z.strictObject({
	kind: z.enum(['line', 'basket', 'offer']),
	source: name,
	label: name,
	amountMinor: amount
});

const saleLine = z.strictObject({
	lineNo: z.int().check(z.gte(1), z.lte(500)),
	productId: z.nullable(id),
	sku: text(64),
	name,
	groupId: z.nullable(id),
	code: z.nullable(text(200)),
	quantityMilli: quantity,
	unit: text(3),
	unitPriceMinor: amount,
	grossMinor: amount,
	discounts: z.array(discount).check(z.maxLength(20)),
	totalMinor: amount,
	taxRateId: text(40),
	taxRateBp: basisPoints
});

const saleTax = z.strictObject({
	rateId: text(40),
	rateBp: basisPoints,
	letter: text(2),
	netMinor: amount,
	taxMinor: amount,
	grossMinor: amount
});

const tender = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('cash'), amountMinor: amount, givenMinor: amount, changeMinor: amount }),
	z.strictObject({ kind: z.literal('card'), amountMinor: amount, reference: z.nullable(text(64)) })
]);

const couponGiven = z.strictObject({ couponId: text(64), title: text(200), count: z.int().check(z.gte(1), z.lte(20)) });

const voucherGiven = z.strictObject({
	voucherId: id,
	offerId: text(64),
	title: text(200),
	amountMinor: unsignedAmount.check(z.gte(1)),
	codeHash: hash,
	mark: text(4),
	expiresAt: z.nullable(instant)
});
const missed = { offerId: text(64), title: name };
const nearMiss = z.discriminatedUnion('needs', [
	z.strictObject({ ...missed, needs: z.literal('amount'), moreMinor: unsignedAmount }),
	z.strictObject({ ...missed, needs: z.literal('quantity'), moreMilli: quantity })
]);

const offerTimes = z.strictObject({ offerId: text(64), times: z.int().check(z.gte(2), z.lte(1_000_000)) });

const spend = z.strictObject({
	kind: z.enum(['instant', 'automatic', 'additional', 'voucher']),
	amountMinor: unsignedAmount,
	grantId: text(64),
	voucherId: z.optional(id),
	lots: z.optional(spendLots)
});

export const saleCompleted = z.strictObject({
	saleId: id,
	kind: z.enum(['sale', 'return']),
	receiptNumber,
	originalReceiptNumber: z.nullable(receiptNumber),
	storeId: id,
	basketId: id,
	openedAt: instant,
	businessDate: z.iso.date(),
	zone: text(64),
	currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
	pricesIncludeTax: z.boolean(),
	taxMode: z.optional(z.enum(['receipt', 'line'])),
	rulesVersion: z.optional(z.int().check(z.gte(0))),
	offerTimes: z.optional(z.array(offerTimes).check(z.maxLength(500))),
	coupons: z.optional(z.array(text(64)).check(z.minLength(1), z.maxLength(couponsAtMost))),
	couponsGiven: z.optional(z.array(couponGiven).check(z.minLength(1), z.maxLength(couponsAtMost))),
	vouchersGiven: z.optional(z.array(voucherGiven).check(z.minLength(1), z.maxLength(vouchersAtMost))),
	nearMiss: z.optional(nearMiss),
	returnReason: z.optional(z.enum(returnReasons)),
	approvedBy: z.optional(id),
	lines: z.array(saleLine).check(z.minLength(1), z.maxLength(500)),
	taxes: z.array(saleTax).check(z.maxLength(20)),
	spends: z.array(spend).check(z.maxLength(20)),
	spendTaxedAs: z.optional(z.enum(['discount', 'payment'])),
	totals: z.strictObject({
		itemsMinor: amount,
		discountsMinor: amount,
		taxMinor: amount,
		dueMinor: amount,
		roundingMinor: amount,
		paidMinor: amount,
		changeMinor: amount
	}),
	tenders: z.array(tender).check(z.maxLength(20)),
	member: z.nullable(z.strictObject({ memberId: z.nullable(id), cardHmac: z.nullable(hash) })),
	receiptTokenHash: hash,
	privateHash: z.nullable(hash)
});

/**
 * A sale as somebody reads it who wrote none of it: what a newer version has put into it is passed over, so that an app from
 * before an update still opens the rest.
 */
export const saleRead = z.object(saleCompleted.shape);

/** First event of an epoch: names what came before, so that a missing range is on record. */
export const epochOpened = z.strictObject({
	reason: z.enum(['enrolled', 'fork', 'lost_events', 'restored', 'requested']),
	deviceId: id,
	formerEpoch: z.nullable(z.int()),
	formerHeadSeq: z.nullable(z.int()),
	formerHeadHash: z.nullable(hash),
	missingFromSeq: z.nullable(z.int()),
	missingToSeq: z.nullable(z.int())
});

export const tillEnrolled = z.strictObject({ deviceId: id, appVersion: text(40), storageKept: z.boolean() });
export const staffSignedIn = z.strictObject({ offline: z.boolean() });
export const staffLocked = z.strictObject({ reason: z.enum(['tap', 'idle', 'switch']) });
export const receiptCopied = z.strictObject({ receiptNumber, copyNo: z.int().check(z.gte(1)) });
export const basketParked = z.strictObject({ basketId: id, lineCount: z.int(), totalMinor: amount });
export const basketResumed = z.strictObject({ basketId: id });
export const drawerOpened = z.strictObject({ reason: z.enum(['sale', 'no_sale']) });
export const cashMoved = z.strictObject({
	direction: z.enum(['in', 'out']),
	amountMinor: unsignedAmount,
	reason: z.enum(['float', 'bank', 'expense', 'other']),
	privateHash: z.nullable(hash)
});

/** A shift of the drawer: counted money against expected money, in minor units. */
export const shiftOpened = z.strictObject({ shiftId: id, floatMinor: unsignedAmount });
export const shiftClosed = z.strictObject({
	shiftId: id,
	expectedMinor: amount,
	countedMinor: unsignedAmount,
	firstReceiptNumber: z.nullable(receiptNumber),
	lastReceiptNumber: z.nullable(receiptNumber)
});

/** A finished sale is undone at the till it was made on; the void takes a receipt number of its own. */
export const saleVoided = z.strictObject({
	saleId: id,
	voidedSaleId: id,
	receiptNumber,
	originalReceiptNumber: receiptNumber,
	reason: z.enum(['mistake', 'wrong_tender', 'customer_left', 'other']),
	dueMinor: amount
});

/** Somebody joined at the till. Name, contact and consent travel in the private part. */
export const memberJoined = z.strictObject({
	memberId: id,
	cardHmac: hash,
	termsVersion: text(40),
	privateHash: hash
});

/** Every event type this version writes or reads, with its newest `v`. */
export const eventBodies = {
	'epoch.opened': epochOpened,
	'till.enrolled': tillEnrolled,
	'staff.signed_in': staffSignedIn,
	'staff.locked': staffLocked,
	'sale.completed': saleCompleted,
	'receipt.copied': receiptCopied,
	'basket.parked': basketParked,
	'basket.resumed': basketResumed,
	'drawer.opened': drawerOpened,
	'cash.moved': cashMoved,
	'shift.opened': shiftOpened,
	'shift.closed': shiftClosed,
	'sale.voided': saleVoided,
	'member.joined': memberJoined
} as const;

export type EventType = keyof typeof eventBodies;
export type EventBody<T extends EventType> = z.output<(typeof eventBodies)[T]>;

// The domain's type and the wire's schema must say the same; each direction fails to compile when they drift apart.
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
export const saleBodyMatches: Same<SaleBody, z.output<typeof saleCompleted>> = true;
