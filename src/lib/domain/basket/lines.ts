/** How lines come into a basket and leave it. Pure: the basket given stays as it was. */
import { oneMilli } from '../money/quantity';
import type { ProductTraits } from '../offers/offer';
import type { Basket, BasketLine, ProductForSale } from './basket';
import { couponsAtMost } from './coupon';
import { accept, checkText, longestText, pieceUnit, refuse, type BasketChange, type BasketRefusal } from './limits';

/** What the surroundings know when a line is born. `taxRateBp`: the rate's percentage now. `code`: the raw scan, if it was one. */
export type LineEntry = { lineId: string; nowMs: number; taxRateBp: number; code?: string | null };

/** An open item: sold with a price and without a product. */
export type OpenItem = { name: string; priceMinor: number; taxRateId: string; quantityMilli?: number };

/** Everything needed to undo a removal. */
export type RemovedLine = { line: BasketLine; index: number };

export function newBasket(id: string, nowMs: number): Basket {
	return { id, openedAtMs: nowMs, lines: [], discount: null, member: null, note: null };
}

function append(basket: Basket, line: BasketLine, nowMs: number): BasketChange {
	const openedAtMs = basket.lines.length === 0 ? nowMs : basket.openedAtMs;
	return accept({ ...basket, openedAtMs, lines: [...basket.lines, line] }, line.lineId);
}

/** Raw scans carry separators (GS1's FNC1 arrives as a control character), which the wire and printers refuse. */
function printable(code: string | null | undefined): string | null {
	const kept = (code ?? '').replace(/[\p{Cc}\p{Cs}]/gu, '').slice(0, longestText);
	return kept === '' ? null : kept;
}

/** Only what is known: a line without them reads like one of an earlier version. */
function traitsOf({ brand, family, categories, inPromotions }: ProductForSale): ProductTraits {
	return {
		...(brand !== undefined && { brand }),
		...(family !== undefined && { family }),
		...(categories !== undefined && { categories }),
		...(inPromotions !== undefined && { inPromotions })
	};
}

type Measure = { quantityMilli: number; unitPriceMinor: number };

function lineOf(product: ProductForSale, entry: LineEntry, measure: Measure): BasketLine {
	return {
		lineId: entry.lineId,
		productId: product.id,
		sku: product.sku,
		name: product.name,
		groupId: product.groupId,
		...traitsOf(product),
		code: printable(entry.code),
		...measure,
		unit: product.unit,
		minimumPriceMinor: product.minimumPriceMinor,
		taxRateId: product.taxRateId,
		taxRateBp: entry.taxRateBp,
		discount: null,
		note: null
	};
}

/** The same thing at the same price, untouched by the cashier: one line with a higher quantity says it best. */
function joins(line: BasketLine, other: BasketLine): boolean {
	return (
		line.productId === other.productId &&
		line.unit === pieceUnit &&
		other.unit === pieceUnit &&
		line.unitPriceMinor === other.unitPriceMinor &&
		line.taxRateId === other.taxRateId &&
		line.taxRateBp === other.taxRateBp &&
		line.discount === null &&
		line.note === null
	);
}

/**
 * Adds pieces of a product at its own price. Joins the line that already sells it (which then is the last one), else a
 * new line. Refuses weighed products (`weight_needed`) and products without a price (`price_needed`).
 */
export function addProduct(
	basket: Basket,
	product: ProductForSale,
	entry: LineEntry,
	quantityMilli = oneMilli
): BasketChange {
	if (product.sellBy === 'weight') return refuse('weight_needed');
	if (product.sellBy === 'price' || product.priceMinor === null) return refuse('price_needed');
	const line = lineOf(product, entry, { quantityMilli, unitPriceMinor: product.priceMinor });
	const same = basket.lines.find((one) => joins(one, line));
	if (!same) return append(basket, line, entry.nowMs);
	const grown = { ...same, quantityMilli: same.quantityMilli + quantityMilli };
	return accept({ ...basket, lines: [...basket.lines.filter((one) => one !== same), grown] }, same.lineId);
}

/** Adds a weighed or measured product; always a line of its own. The quantity is in thousandths of its unit. */
export function addWeighed(
	basket: Basket,
	product: ProductForSale,
	quantityMilli: number,
	entry: LineEntry
): BasketChange {
	if (product.priceMinor === null) return refuse('price_needed');
	return append(basket, lineOf(product, entry, { quantityMilli, unitPriceMinor: product.priceMinor }), entry.nowMs);
}

/**
 * Adds a product at the price a label carries or a cashier typed; always a line of its own. It counts as one piece: the
 * label does not tell the weight, and a least price for a kilogram says nothing about it.
 */
export function addPriced(basket: Basket, product: ProductForSale, priceMinor: number, entry: LineEntry): BasketChange {
	const line = lineOf(product, entry, { quantityMilli: oneMilli, unitPriceMinor: priceMinor });
	const minimumPriceMinor = product.unit === pieceUnit ? product.minimumPriceMinor : null;
	return append(basket, { ...line, unit: pieceUnit, minimumPriceMinor }, entry.nowMs);
}

/** Adds something without a product: a name, a price and a tax rate. */
export function addOpenItem(basket: Basket, item: OpenItem, entry: LineEntry): BasketChange {
	const checked = checkText(item.name);
	if (!checked.ok) return checked;
	const line: BasketLine = {
		lineId: entry.lineId,
		productId: null,
		sku: 'OPEN',
		name: checked.text ?? 'Open item',
		groupId: null,
		code: printable(entry.code),
		quantityMilli: item.quantityMilli ?? oneMilli,
		unit: pieceUnit,
		unitPriceMinor: item.priceMinor,
		minimumPriceMinor: null,
		taxRateId: item.taxRateId,
		taxRateBp: entry.taxRateBp,
		discount: null,
		note: null
	};
	return append(basket, line, entry.nowMs);
}

/** Takes a line out and hands back what undoes it. */
export function removeLine(
	basket: Basket,
	lineId: string
): { ok: true; basket: Basket; removed: RemovedLine } | BasketRefusal {
	const index = basket.lines.findIndex((line) => line.lineId === lineId);
	const line = basket.lines[index];
	if (!line) return refuse('line_not_found');
	return {
		ok: true,
		basket: { ...basket, lines: basket.lines.filter((one) => one !== line) },
		removed: { line, index }
	};
}

/** Puts a removed line back where it was, or at the end when the basket has become shorter. Twice is once. */
export function restoreLine(basket: Basket, { line, index }: RemovedLine): BasketChange {
	if (basket.lines.some((one) => one.lineId === line.lineId)) return accept(basket, line.lineId);
	return accept({ ...basket, lines: basket.lines.toSpliced(index, 0, line) }, line.lineId);
}

/** The same basket with nothing in it: no lines, discount, note or member. Keep the former one for `unclear`. */
export function clear(basket: Basket): Basket {
	return newBasket(basket.id, basket.openedAtMs);
}

/** Undoes `clear`: the former lines come back before those rung up since, which stay; what was chosen since counts. */
export function unclear(basket: Basket, former: Basket): BasketChange {
	const coupons = [...new Set([...(former.coupons ?? []), ...(basket.coupons ?? [])])].slice(0, couponsAtMost);
	const back = former.lines.filter((line) => !basket.lines.some((one) => one.lineId === line.lineId));
	return accept({
		...former,
		lines: [...back, ...basket.lines],
		discount: basket.discount ?? former.discount,
		member: basket.member ?? former.member,
		...(coupons.length > 0 && { coupons }),
		note: basket.note ?? former.note
	});
}
