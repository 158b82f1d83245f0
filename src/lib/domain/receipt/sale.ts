/**
 * The body of `sale.completed`: the fact that goods left the shop against money. Everything a receipt shows, and the
 * books need, stands in it; nothing in it names a person. Amounts in minor units, quantities in thousandths, rates in
 * basis points. `totalMinor` of the lines − `spends` = `totals.dueMinor`; tenders − change + rounding settle the due.
 */
import type { SaleDiscount } from '../basket/discount';
import type { OfferTimes } from '../basket/price';
import type { SaleTender } from '../basket/settlement';
import type { NearMiss } from '../offers/near-miss';
import type { TaxMode, TaxRow } from '../tax/tax';
import type { VoucherGiven } from '../voucher/voucher';

export type { SaleDiscount, SaleTender };
export type SaleTax = TaxRow;

export type SaleLine = {
	lineNo: number;
	productId: string | null;
	sku: string;
	name: string;
	groupId: string | null;
	code: string | null;
	quantityMilli: number;
	unit: string;
	unitPriceMinor: number;
	/** Quantity × unit price, before discounts. */
	grossMinor: number;
	discounts: SaleDiscount[];
	/** What the customer pays for the line before spends (tax inside or on top as `pricesIncludeTax` says). */
	totalMinor: number;
	taxRateId: string;
	taxRateBp: number;
};

/** A part of a spend: the value it comes from (null: several together), and the lines it may pay for; empty: all. */
export type SpendLot = { lotId: string | null; amountMinor: number; lineNos: number[] };

/** A coupon handed out: its code, what the customer reads it is for, and how many of them. */
export type CouponGiven = { couponId: string; title: string; count: number };

/**
 * What a member's wallet or a voucher pays of a sale, as it was granted; on a return, where it is positive as well, what
 * goes back.
 */
export type SaleSpend = {
	kind: 'instant' | 'automatic' | 'additional' | 'voucher';
	amountMinor: number;
	grantId: string;
	/** Which one pays; of kind `voucher` only. */
	voucherId?: string | undefined;
	/** Absent where whoever granted it does not tell: it may pay for every line. */
	lots?: SpendLot[] | undefined;
};

export type SaleTotals = {
	/** Sum of the lines before discounts. */
	itemsMinor: number;
	discountsMinor: number;
	taxMinor: number;
	/** What the customer owes: lines − discounts − spends, with tax. */
	dueMinor: number;
	/** Difference made by cash rounding (paid − due), no tax. */
	roundingMinor: number;
	/** Sum of `tenders[].amountMinor` = due + rounding. */
	paidMinor: number;
	changeMinor: number;
};

/** Why goods come back. */
export const returnReasons = ['does_not_fit', 'damaged', 'changed_mind', 'wrong_item', 'other'] as const;
export type ReturnReason = (typeof returnReasons)[number];

export type SaleBody = {
	saleId: string;
	kind: 'sale' | 'return';
	receiptNumber: string;
	/** The sale this one gives back, for returns. */
	originalReceiptNumber: string | null;
	storeId: string;
	basketId: string;
	openedAt: string;
	/** Local date of the store. */
	businessDate: string;
	zone: string;
	currency: string;
	pricesIncludeTax: boolean;
	/** How the tax table was computed; absent: per receipt. */
	taxMode?: TaxMode | undefined;
	/** Version of the offers its discounts come from; absent: the till knew none. */
	rulesVersion?: number | undefined;
	/** Offers that repeated in this sale, each once; one that is missing counts once. Never of returns. */
	offerTimes?: OfferTimes[] | undefined;
	/** Codes the customer showed; absent: none. Never of returns. */
	coupons?: string[] | undefined;
	/** Coupons for next time that came with the receipt; absent: none. Never of returns. */
	couponsGiven?: CouponGiven[] | undefined;
	/** Vouchers that came with the receipt; absent: none. Never of returns. */
	vouchersGiven?: VoucherGiven[] | undefined;
	/** What a little more would have brought, as the engine said when the sale was closed: every copy says the same. Never of returns. */
	nearMiss?: NearMiss | undefined;
	/** Why the goods come back; of returns only. */
	returnReason?: ReturnReason | undefined;
	/** Who allowed the return or a discount of the sale, where whoever stood at the till may not give it. */
	approvedBy?: string | undefined;
	lines: SaleLine[];
	taxes: SaleTax[];
	spends: SaleSpend[];
	/** Whether spends lower what is taxed, or pay what is due. Absent: `discount`. */
	spendTaxedAs?: 'discount' | 'payment' | undefined;
	totals: SaleTotals;
	tenders: SaleTender[];
	member: { memberId: string | null; cardHmac: string | null } | null;
	/** SHA-256 (base64url) of the random token in the receipt's public address. */
	receiptTokenHash: string;
	/** SHA-256 (base64url) of salt ‖ private text that travels beside the event, if there is any. */
	privateHash: string | null;
};

/** What may name a person and therefore never stands in the hashed text: free texts. */
export type SalePrivate = {
	notes?: { lineNo: number; text: string }[];
	note?: string;
	discountTexts?: { lineNo: number; text: string }[];
	card?: string;
};
