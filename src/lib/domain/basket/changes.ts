/** What a cashier changes on a basket that already has its lines. Pure: the basket given stays as it was. */
import type { Basket, BasketLine, BasketMember, ManualDiscount } from './basket';
import { accept, checkDiscount, checkText, refuse, type BasketChange } from './limits';

function changeLine(basket: Basket, lineId: string, change: Partial<BasketLine>): BasketChange {
	if (!basket.lines.some((line) => line.lineId === lineId)) return refuse('line_not_found');
	const lines = basket.lines.map((line) => (line.lineId === lineId ? { ...line, ...change } : line));
	return accept({ ...basket, lines }, lineId);
}

/** Quantity in thousandths, 0.001 … 99,999.999; whole where pieces are sold. To sell none, remove the line. */
export function setQuantity(basket: Basket, lineId: string, quantityMilli: number): BasketChange {
	return changeLine(basket, lineId, { quantityMilli });
}

/** Gives a line a discount by hand, in place of a former one; `null` takes it away. */
export function setLineDiscount(basket: Basket, lineId: string, discount: ManualDiscount | null): BasketChange {
	const checked = checkDiscount(discount);
	return checked.ok ? changeLine(basket, lineId, { discount: checked.discount }) : checked;
}

/** Takes away what a line is given, by offers and by hand, or lets offers give again. */
export function setLineOffers(basket: Basket, lineId: string, allowed: boolean): BasketChange {
	return changeLine(basket, lineId, allowed ? { withoutOffers: false } : { withoutOffers: true, discount: null });
}

/** Gives the whole basket a discount by hand, in place of a former one; `null` takes it away. */
export function setBasketDiscount(basket: Basket, discount: ManualDiscount | null): BasketChange {
	const checked = checkDiscount(discount);
	return checked.ok ? accept({ ...basket, discount: checked.discount }) : checked;
}

/** Free text on a line, at most 200 characters; private. `null` or blank takes it away. */
export function setLineNote(basket: Basket, lineId: string, note: string | null): BasketChange {
	const checked = checkText(note);
	return checked.ok ? changeLine(basket, lineId, { note: checked.text }) : checked;
}

/** Free text on the basket, at most 200 characters; private. `null` or blank takes it away. */
export function setBasketNote(basket: Basket, note: string | null): BasketChange {
	const checked = checkText(note);
	return checked.ok ? accept({ ...basket, note: checked.text }) : checked;
}

/** Whom the basket is for; replaces whoever was attached. */
export function attachMember(basket: Basket, member: BasketMember): Basket {
	return { ...basket, member };
}

export function detachMember(basket: Basket): Basket {
	return { ...basket, member: null };
}
