/** Whether a return brings back more than was sold. It is booked all the same: the money was paid out. Pure. */
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { Finding } from './place';

/** A sale as its returns see it; `sold` null while its own event has not arrived. Thousandths by line number. */
export type ReturnedSale = { sold: Map<number, number> | null; returned: Map<number, number> };

/** By receipt number of the original, for every return at hand and every sale that returns came before. */
export type ReturnedSales = Map<string, ReturnedSale>;

/** Quantities of a return by line number of the original, positive. */
export function broughtBack(body: SaleBody): Map<number, number> {
	const sums = new Map<number, number>();
	for (const { lineNo, quantityMilli } of body.lines) sums.set(lineNo, (sums.get(lineNo) ?? 0) - quantityMilli);
	return sums;
}

function overReturned({ sold, returned }: ReturnedSale, lineNos: Iterable<number>) {
	return [...lineNos].flatMap((lineNo) => {
		const soldMilli = sold?.get(lineNo) ?? 0;
		const returnedMilli = returned.get(lineNo) ?? 0;
		return returnedMilli > soldMilli ? [{ lineNo, soldMilli, returnedMilli }] : [];
	});
}

/** Judges a return, or a sale whose returns came before it, and remembers it for the next. */
export function judgeReturned(body: SaleBody, sales: ReturnedSales): Finding[] {
	return body.kind === 'return' ? judgeReturn(body, sales) : judgeOriginal(body, sales);
}

function judgeReturn(body: SaleBody, sales: ReturnedSales): Finding[] {
	const { originalReceiptNumber } = body;
	const original = sales.get(originalReceiptNumber ?? '');
	if (!original) return [{ code: 'original_unknown', originalReceiptNumber }];
	const back = broughtBack(body);
	for (const [lineNo, milli] of back) original.returned.set(lineNo, (original.returned.get(lineNo) ?? 0) + milli);
	if (!original.sold) return [{ code: 'original_unknown', originalReceiptNumber }];
	const lines = overReturned(original, back.keys());
	return lines.length === 0 ? [] : [{ code: 'returned_more_than_sold', originalReceiptNumber, lines }];
}

function judgeOriginal(body: SaleBody, sales: ReturnedSales): Finding[] {
	const known = sales.get(body.receiptNumber);
	// Of doubled numbers the first that was booked counts.
	if (!known || known.sold) return [];
	known.sold = new Map(body.lines.map(({ lineNo, quantityMilli }) => [lineNo, quantityMilli]));
	const lines = overReturned(known, known.returned.keys());
	return lines.length === 0
		? []
		: [{ code: 'returned_more_than_sold', originalReceiptNumber: body.receiptNumber, lines }];
}
