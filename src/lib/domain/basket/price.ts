/** What a basket costs: line discounts, then the basket's discount on what is left, then tax. */
import { apportionWithin } from '../money/apportion';
import { sumMinor } from '../money/money';
import { oneMilli, priceTimesQuantity } from '../money/quantity';
import { taxTable, type TaxRow, type TaxRules } from '../tax/tax';
import type { Basket, BasketLine } from './basket';
import { discountOn, toSaleDiscount, type SaleDiscount } from './discount';
import { pieceUnit } from './limits';

export type PriceTerms = TaxRules & { currency: string };

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

/** A discount never takes a line below its least price, nor below nothing. */
type OpenLine = { line: BasketLine; priced: PricedLine; leastMinor: number };

function priceLine(line: BasketLine): OpenLine {
	const grossMinor = priceTimesQuantity(line.unitPriceMinor, line.quantityMilli);
	const leastMinor = Math.min(grossMinor, priceTimesQuantity(line.minimumPriceMinor ?? 0, line.quantityMilli));
	const off = Math.min(discountOn(grossMinor, line.discount), grossMinor - leastMinor);
	const discounts = line.discount && off > 0 ? [toSaleDiscount('line', line.discount, off)] : [];
	return { line, priced: { lineId: line.lineId, grossMinor, discounts, totalMinor: grossMinor - off }, leastMinor };
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

/**
 * Prices a basket (domain-flows §2.7). A line's own discount first; then the basket's, apportioned by largest remainder
 * on what is left. No discount takes a line below `minimumPriceMinor` × quantity: what a line cannot take goes to the
 * others, what none can take is not given.
 */
export function priceBasket(basket: Basket, terms: PriceTerms): PricedBasket {
	const open = basket.lines.map(priceLine);
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
