/** What a basket refuses, as data. The wire has the same limits, so a basket that stands here can always be sent. */
import { largestAmountMinor } from '../money/money';
import { largestQuantityMilli, oneMilli, priceTimesQuantity } from '../money/quantity';
import type { Basket, BasketLine, ManualDiscount } from './basket';

export const largestLineCount = 200;
export const longestText = 200;
/** All free texts of a basket together; they travel as one private part. */
export const longestTexts = 3000;
/** UN/ECE code of a piece: sold whole. */
export const pieceUnit = 'H87';

export type BasketRefusal = {
	ok: false;
	code:
		| 'basket_full'
		| 'quantity_out_of_range'
		| 'quantity_not_whole'
		| 'amount_out_of_range'
		| 'discount_out_of_range'
		| 'text_not_allowed'
		| 'text_too_long'
		| 'line_not_found'
		| 'price_needed'
		| 'weight_needed';
};

/** `lineId`: the line that was touched, if one was. */
export type BasketChange = { ok: true; basket: Basket; lineId: string | null } | BasketRefusal;

export function refuse(code: BasketRefusal['code']): BasketRefusal {
	return { ok: false, code };
}

/** Control characters would reach printers; a lone surrogate cannot be written as UTF-8. */
const NOT_ALLOWED = /[\p{Cc}\p{Cs}]/u;

/** The text without outer blanks, `null` when nothing is left, or a refusal. */
export function checkText(text: string | null | undefined): { ok: true; text: string | null } | BasketRefusal {
	const trimmed = (text ?? '').trim();
	if (NOT_ALLOWED.test(trimmed)) return refuse('text_not_allowed');
	if (trimmed.length > longestText) return refuse('text_too_long');
	return { ok: true, text: trimmed === '' ? null : trimmed };
}

/** Percent 1 … 10,000 basis points, amount 1 … 10⁹; the text within its limit. */
export function checkDiscount(
	discount: ManualDiscount | null
): { ok: true; discount: ManualDiscount | null } | BasketRefusal {
	if (!discount) return { ok: true, discount: null };
	const { text: rawText, ...rest } = discount;
	const checked = checkText(rawText);
	if (!checked.ok) return checked;
	const size = discount.kind === 'percent' ? discount.percentBp : discount.amountMinor;
	const largest = discount.kind === 'percent' ? 10_000 : largestAmountMinor;
	if (!Number.isSafeInteger(size) || size < 1 || size > largest) return refuse('discount_out_of_range');
	return { ok: true, discount: checked.text === null ? rest : { ...rest, text: checked.text } };
}

function checkLine({ quantityMilli, unit, unitPriceMinor }: BasketLine): BasketRefusal | null {
	if (!Number.isSafeInteger(quantityMilli) || quantityMilli < 1 || quantityMilli > largestQuantityMilli) {
		return refuse('quantity_out_of_range');
	}
	if (unit === pieceUnit && quantityMilli % oneMilli !== 0) return refuse('quantity_not_whole');
	if (!Number.isSafeInteger(unitPriceMinor) || unitPriceMinor < 0 || unitPriceMinor > largestAmountMinor) {
		return refuse('amount_out_of_range');
	}
	return null;
}

function lengthOfTexts(basket: Basket): number {
	const lengths = basket.lines.map((line) => (line.note?.length ?? 0) + (line.discount?.text?.length ?? 0));
	return lengths.reduce(
		(sum, length) => sum + length,
		(basket.note?.length ?? 0) + (basket.discount?.text?.length ?? 0)
	);
}

/** The basket as a change, or what stands against it. `lineId`: the line that changed and is checked. */
export function accept(basket: Basket, lineId: string | null = null): BasketChange {
	if (basket.lines.length > largestLineCount) return refuse('basket_full');
	const line = basket.lines.find((one) => one.lineId === lineId);
	const refusal = line ? checkLine(line) : null;
	if (refusal) return refusal;
	let sum = 0;
	for (const one of basket.lines) sum += priceTimesQuantity(one.unitPriceMinor, one.quantityMilli);
	if (sum > largestAmountMinor) return refuse('amount_out_of_range');
	if (lengthOfTexts(basket) > longestTexts) return refuse('text_too_long');
	return { ok: true, basket, lineId };
}
