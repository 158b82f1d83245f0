import type { EmbeddedRule } from './embedded';
import type { ReceiptNumber, ReturnCode } from './receipt-code';

/** Goods. Look up every entry of `lookups` in order; the first that the catalogue knows is meant. */
export type ScannedProduct = {
	kind: 'product';
	/** What was scanned: a GTIN in the length of its symbol, a SKU or a PLU. */
	code: string;
	lookups: string[];
	gtin14?: string;
	/** The number has the length of a GTIN but a wrong check digit: misread or mistyped. */
	problem?: 'check_digit';
	batch?: string;
	serial?: string;
	/** ISO dates; block or warn when `expiry` is past. */
	expiry?: string;
	bestBefore?: string;
	/** Net weight in thousandths of a kilogram. */
	weightMilli?: number;
	/** Price in minor units; `currency` is the numeric ISO 4217 code when the label says it. */
	priceMinor?: number;
	currency?: string;
	count?: number;
};

/** A label of a scale or of a price gun. `price_to_quantity`: quantity = price ÷ the product's price per unit. */
export type ScannedLabel = { kind: 'embedded'; code: string; lookup: string; lookups: string[]; rule: EmbeddedRule } & (
	{ valueKind: 'weight'; quantityMilli: number } | { valueKind: 'price' | 'price_to_quantity'; priceMinor: number }
);

export type ScannedReceipt =
	| { kind: 'receipt'; via: 'number'; number: ReceiptNumber }
	| { kind: 'receipt'; via: 'token'; token: string }
	| { kind: 'receipt'; via: 'return_code'; returnCode: ReturnCode };

export type ScannedCoupon = {
	kind: 'coupon';
	code: string;
	/** `north_american` and `refund_receipt` are known and not accepted: say so. */
	via: 'ean' | 'gcn' | 'north_american' | 'refund_receipt';
};

/** What a scanned or typed text is. A payment card carries nothing of what was read. */
export type Scanned =
	| ScannedProduct
	| ScannedLabel
	| { kind: 'card'; number: string; via: 'range' | 'mask' | 'track' | 'gsrn' }
	| { kind: 'pass'; text: string }
	| { kind: 'payment-card' }
	| ScannedReceipt
	| ScannedCoupon
	| { kind: 'voucher'; code: string }
	| { kind: 'enrolment'; code: string }
	| { kind: 'unknown'; text: string };
