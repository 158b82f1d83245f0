/** A discount as it stands in a sale, whoever gave it. */
import { scaleMinor } from '../money/money';
import type { DiscountReason, ManualDiscount } from './basket';

export type SaleDiscount = {
	kind: 'line' | 'basket' | 'offer';
	/** `manual:<reason>` or an offer's id. */
	source: string;
	label: string;
	/** Positive: what the customer pays less. Negative on a return. */
	amountMinor: number;
};

const LABELS: Readonly<Record<DiscountReason, string>> = {
	damaged: 'Damaged',
	goodwill: 'Goodwill',
	price_match: 'Price match',
	staff: 'Staff discount',
	end_of_day: 'End of day',
	other: 'Discount'
};

function percentText(percentBp: number): string {
	return `${String(percentBp / 100)}%`;
}

/** What a receipt calls the discount. The free text is private and never part of it. */
export function discountLabel(discount: ManualDiscount): string {
	const label = LABELS[discount.reason];
	return discount.kind === 'percent' ? `${label} ${percentText(discount.percentBp)}` : label;
}

/** What the discount asks for on this amount (from 0), never more than the amount. */
export function discountOn(amountMinor: number, discount: ManualDiscount | null): number {
	if (!discount) return 0;
	const wanted =
		discount.kind === 'percent' ? scaleMinor(amountMinor, discount.percentBp, 10_000) : discount.amountMinor;
	return Math.min(wanted, amountMinor);
}

/** The discount with what it really took away, as the sale records it. */
export function toSaleDiscount(kind: 'line' | 'basket', discount: ManualDiscount, amountMinor: number): SaleDiscount {
	return { kind, source: `manual:${discount.reason}`, label: discountLabel(discount), amountMinor };
}
