/** What is being rung up. Plain data: every operation returns a new basket, so that undo and parking are a matter of keeping one. */
import type { ProductTraits } from '../offers/offer';
import type { ShownVoucher } from '../voucher/voucher';

export type SellBy = 'piece' | 'weight' | 'price';

/** A product as a till needs it to sell. Prices are per one unit (1,000 thousandths), in minor units of the store's currency. */
export type ProductForSale = ProductTraits & {
	id: string;
	sku: string;
	name: string;
	groupId: string | null;
	/** `null`: any price, the cashier types it (gift card, open item). */
	priceMinor: number | null;
	taxRateId: string;
	sellBy: SellBy;
	/** UN/ECE Recommendation 20: `H87` piece, `KGM`, `LTR`, `MTR`. */
	unit: string;
	/** GTIN-14, PLU and other codes that find this product by a scan. */
	codes: string[];
	/** A discount never takes the unit price below this. */
	minimumPriceMinor: number | null;
	favourite: boolean;
	imageUrl: string | null;
};

export type DiscountReason = 'damaged' | 'goodwill' | 'price_match' | 'staff' | 'end_of_day' | 'other';

/** A discount a cashier gives by hand. `percentBp` in basis points (1,000 = 10 %), 1 … 10,000. `text` is free text and therefore private. */
export type ManualDiscount = ({ kind: 'percent'; percentBp: number } | { kind: 'amount'; amountMinor: number }) & {
	reason: DiscountReason;
	text?: string;
	/** Id of the person who allowed it, where the cashier may not give it. */
	approvedBy?: string;
};

/** The traits are the product's when the line was rung up; offers ask for them. */
export type BasketLine = ProductTraits & {
	lineId: string;
	/** `null`: an open item, sold without a product. */
	productId: string | null;
	sku: string;
	name: string;
	groupId: string | null;
	/** The raw scan that made the line, if one did. */
	code: string | null;
	quantityMilli: number;
	unit: string;
	unitPriceMinor: number;
	minimumPriceMinor: number | null;
	taxRateId: string;
	taxRateBp: number;
	discount: ManualDiscount | null;
	/** The cashier took off what offers give on this line; it still earns. */
	withoutOffers?: boolean;
	/** Free text, private. */
	note: string | null;
};

/** Who the basket is for. `memberId` when the member is known on this till, else only the keyed hash of the card that was shown. */
export type BasketMember = { memberId: string | null; cardHmac: string | null; cardLast4: string; name: string | null };

export type Basket = {
	id: string;
	/** Epoch milliseconds of the first line. */
	openedAtMs: number;
	lines: BasketLine[];
	discount: ManualDiscount | null;
	member: BasketMember | null;
	/** Codes the customer shows, each once; absent: none. */
	coupons?: string[];
	/** Vouchers the customer shows, each once; absent: none. */
	vouchers?: ShownVoucher[];
	note: string | null;
};
