/** What a basket costs: offers, then discounts by hand on lines, then the basket's discount on what is left, then tax. */
import { apportionWithin } from '../money/apportion';
import { sumMinor } from '../money/money';
import { oneMilli, priceTimesQuantity } from '../money/quantity';
import { taxTable, type TaxRow, type TaxRules } from '../tax/tax';
import type { Basket, BasketLine } from './basket';
import { discountOn, toSaleDiscount, type SaleDiscount } from './discount';
import { pieceUnit } from './limits';

export type PriceTerms = TaxRules & { currency: string };

/** What an offer takes off one line: more than 0, in minor units. `label` is what the customer reads. */
export type OfferDiscount = { lineId: string; offerId: string; label: string; amountMinor: number };

/** How often an offer took something off the basket, as its limits count: each repetition (`domain/offers`, `Limits`). */
export type OfferTimes = { offerId: string; times: number };

export type PricedLine = {
	lineId: string;
	/** Quantity × unit price. */
	grossMinor: number;
	discounts: SaleDiscount[];
	/** What the customer pays for the line; tax is inside or comes on top as the terms say. */
	totalMinor: number;
};

export type PricedBasket = {
	lines: PricedLine[];
	/** Pieces; what is weighed or measured counts as one. */
	itemCount: number;
	/** Sum of the lines before discounts. */
	itemsMinor: number;
	discountsMinor: number;
	taxes: TaxRow[];
	taxMinor: number;
	/** What is to be paid, with tax. */
	totalMinor: number;
};

type OpenLine = { line: BasketLine; priced: PricedLine; leastMinor: number };

/** A line before discounts, and what no discount takes it below: its least price, and never less than nothing. */
export function grossAndLeast(line: BasketLine): { grossMinor: number; leastMinor: number } {
	const grossMinor = priceTimesQuantity(line.unitPriceMinor, line.quantityMilli);
	const leastMinor = Math.min(grossMinor, priceTimesQuantity(line.minimumPriceMinor ?? 0, line.quantityMilli));
	return { grossMinor, leastMinor };
}

function priceLine(line: BasketLine, ofOffers: readonly OfferDiscount[]): OpenLine {
	const { grossMinor, leastMinor } = grossAndLeast(line);
	const discounts: SaleDiscount[] = [];
	let totalMinor = grossMinor;
	for (const { offerId, label, amountMinor } of ofOffers) {
		const off = Math.min(amountMinor, totalMinor - leastMinor);
		if (off > 0) discounts.push({ kind: 'offer', source: offerId, label, amountMinor: off });
		totalMinor -= Math.max(off, 0);
	}
	const off = Math.min(discountOn(totalMinor, line.discount), totalMinor - leastMinor);
	if (line.discount && off > 0) discounts.push(toSaleDiscount('line', line.discount, off));
	return { line, priced: { lineId: line.lineId, grossMinor, discounts, totalMinor: totalMinor - off }, leastMinor };
}

function shareBasketDiscount(basket: Basket, lines: readonly OpenLine[]): void {
	if (!basket.discount) return;
	const totals = lines.map(({ priced }) => priced.totalMinor);
	const rooms = lines.map(({ priced, leastMinor }) => priced.totalMinor - leastMinor);
	const shares = apportionWithin(discountOn(sumMinor(totals), basket.discount), totals, rooms);
	for (const [index, { priced }] of lines.entries()) {
		const share = shares[index] ?? 0;
		if (share === 0) continue;
		priced.discounts.push(toSaleDiscount('basket', basket.discount, share));
		priced.totalMinor -= share;
	}
}

function countItems(lines: readonly BasketLine[]): number {
	let count = 0;
	for (const { unit, quantityMilli } of lines) count += unit === pieceUnit ? quantityMilli / oneMilli : 1;
	return count;
}

function byLine(discounts: readonly OfferDiscount[]): Map<string, OfferDiscount[]> {
	const lines = new Map<string, OfferDiscount[]>();
	for (const discount of discounts) {
		const known = lines.get(discount.lineId);
		if (known) known.push(discount);
		else lines.set(discount.lineId, [discount]);
	}
	return lines;
}

/**
 * Prices a basket (domain-flows §2.7). What offers take off (`quote.discounts`) comes first, in the order given; then a
 * line's discount by hand, on what the offers left; then the basket's, apportioned by largest remainder on what is left.
 * No discount takes a line below `minimumPriceMinor` × quantity: what a line cannot take of the basket's discount goes to
 * the others, what none can take is not given. Discounts of lines that are not in the basket are left out.
 */
export function priceBasket(
	basket: Basket,
	terms: PriceTerms,
	offerDiscounts: readonly OfferDiscount[] = []
): PricedBasket {
	const ofOffers = byLine(offerDiscounts);
	const open = basket.lines.map((line) => priceLine(line, ofOffers.get(line.lineId) ?? []));
	shareBasketDiscount(basket, open);
	const lines = open.map(({ priced }) => priced);
	const itemsMinor = sumMinor(lines.map((line) => line.grossMinor));
	const taxable = open.map(({ line: { taxRateId, taxRateBp }, priced }) => {
		return { taxRateId, taxRateBp, amountMinor: priced.totalMinor };
	});
	const taxes = taxTable(taxable, terms);
	return {
		lines,
		itemCount: countItems(basket.lines),
		itemsMinor,
		discountsMinor: itemsMinor - sumMinor(lines.map((line) => line.totalMinor)),
		taxes,
		taxMinor: sumMinor(taxes.map((row) => row.taxMinor)),
		totalMinor: sumMinor(taxes.map((row) => row.grossMinor))
	};
}
