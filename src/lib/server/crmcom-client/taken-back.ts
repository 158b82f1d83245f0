/** What a return took back there of what its sale had earned, by the same figures that its till printed. */
import type { SaleBody } from '$lib/domain/receipt/sale';
import { returnFigures } from '$lib/domain/receipt/return-figures';
import type { Db } from '../db/client';
import { awardsThere } from './given';
import { findSaleOfReceipt } from './queries.tasks';
import { readBooked } from './settle';

type Worth = { currency: string; amountMinor: number };

/** Null: nothing was told of the sale to any other system, or not yet. */
export async function takenBackThere(db: Db, back: SaleBody): Promise<Worth[] | null> {
	const found = back.originalReceiptNumber === null ? null : await findSaleOfReceipt(db, back.originalReceiptNumber);
	const booked = found ? await readBooked(db, found.id) : null;
	const awards = booked && (await awardsThere(db, booked.sale, booked.memberId));
	if (!awards) return null;
	const at = booked.returns.findIndex(({ saleId }) => saleId === back.saleId);
	const before = at < 0 ? booked.returns : booked.returns.slice(0, at);
	const figures = returnFigures(booked.sale, quantitiesOf(before), quantitiesOf([back]), awards);
	if (!figures.ok) return null;
	return figures.earned
		.map(({ currency, beforeMinor, afterMinor }) => ({ currency, amountMinor: beforeMinor - afterMinor }))
		.filter(({ amountMinor }) => amountMinor > 0);
}

/** Thousandths by line; returns count below zero. */
function quantitiesOf(returns: readonly SaleBody[]): Map<number, number> {
	const quantities = new Map<number, number>();
	for (const { lineNo, quantityMilli } of returns.flatMap(({ lines }) => lines)) {
		quantities.set(lineNo, (quantities.get(lineNo) ?? 0) - quantityMilli);
	}
	return quantities;
}
