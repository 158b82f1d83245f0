/** What a return took back of what its sale had earned there, for its receipt: by the rule the till's paper is made by. */
import { saleCompleted } from '$lib/contract/sync/bodies';
import type { TakenBack } from '$lib/domain/receipt/document';
import { returnFigures } from '$lib/domain/receipt/return-figures';
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { Db } from '../db/client';
import { awardsThere } from './given';
import { findTask, selectBooked } from './queries.tasks';

/** Null: no return of a sale that the other side has to hear of. */
export async function takenBackThere(db: Db, returnId: string): Promise<TakenBack | null> {
	const task = await findTask(db, returnId);
	if (!task || task.about === returnId) return null;
	const booked = await selectBooked(db, task.about);
	const sale = booked.find(({ kind }) => kind === 'sale');
	const body = sale && bodyOf(sale.text);
	if (!body || sale.memberId === null) return null;
	const awards = await awardsThere(db, { ...body, saleId: sale.id }, sale.memberId);
	// Heard of with its return: then what came back never earned anything.
	if (awards === null) return task.state === 'done' ? [] : 'later';
	const returns = booked.filter(({ kind }) => kind === 'return');
	const at = returns.findIndex(({ id }) => id === returnId);
	const before = quantitiesOf(returns.slice(0, at).map(({ text }) => text));
	const figures = returnFigures(body, before, quantitiesOf(returns.slice(at, at + 1).map(({ text }) => text)), awards);
	return figures.ok ? figures.earned.flatMap(goneOf) : [];
}

function goneOf({ currency, beforeMinor, afterMinor }: { currency: string; beforeMinor: number; afterMinor: number }) {
	return beforeMinor === afterMinor ? [] : [{ currency, amountMinor: beforeMinor - afterMinor }];
}

/** Thousandths by line. */
function quantitiesOf(texts: readonly string[]): Map<number, number> {
	const sums = new Map<number, number>();
	for (const { lineNo, quantityMilli } of texts.flatMap((text) => bodyOf(text)?.lines ?? []))
		sums.set(lineNo, (sums.get(lineNo) ?? 0) - quantityMilli);
	return sums;
}

/** Null for a text this version cannot read. */
function bodyOf(text: string): SaleBody | null {
	const read = saleCompleted.safeParse((JSON.parse(text) as { body?: unknown }).body);
	return read.success ? read.data : null;
}
