import type { Basket } from '../basket/basket';
import type { SalePrivate } from './sale';

/** Number that stands for the whole basket where a text belongs to no line. */
export const wholeBasketLineNo = 0;

/** The free texts of a basket, which may name a person and so never stand in the hashed body; null when there are none. */
export function privatePart(basket: Basket): SalePrivate | null {
	const notes: { lineNo: number; text: string }[] = [];
	const discountTexts: { lineNo: number; text: string }[] = [];
	for (const [index, { note, discount }] of basket.lines.entries()) {
		if (note !== null) notes.push({ lineNo: index + 1, text: note });
		if (discount?.text !== undefined) discountTexts.push({ lineNo: index + 1, text: discount.text });
	}
	if (basket.discount?.text !== undefined) {
		discountTexts.push({ lineNo: wholeBasketLineNo, text: basket.discount.text });
	}
	if (notes.length === 0 && discountTexts.length === 0 && basket.note === null) return null;
	return {
		...(notes.length > 0 ? { notes } : {}),
		...(basket.note !== null ? { note: basket.note } : {}),
		...(discountTexts.length > 0 ? { discountTexts } : {})
	};
}

/** The text that is salted, hashed and sent beside the event. */
export function privateText(part: SalePrivate): string {
	return JSON.stringify(part);
}
