/** What a crash or a failing engine left half done is finished, so that no value hangs between the books. */
import { finish } from './book-purchase';
import type { CrmcomApp } from './call';
import { finishCancel } from './cancel-purchase';
import { deletePending, selectUnfinished, type PurchaseRow } from './queries.purchases';
import { deletePendingSpend, selectUnfinishedSpends, type SpendRow } from './queries.spends';
import { finishSpend, purchaseOf } from './book-spend';
import { finishSpendCancel, startSpendCancel } from './spends';

/** A caller that still waits finishes it itself. */
const patienceMs = 5 * 60_000;
const mostAtOnce = 50;

export async function finishUnfinished(app: CrmcomApp): Promise<void> {
	const before = new Date(app.ports.now() - patienceMs);
	for (const row of await selectUnfinished(app.db, before, mostAtOnce)) await finishOne(app, row);
	for (const spend of await selectUnfinishedSpends(app.db, before, mostAtOnce)) await finishOneSpend(app, spend);
}

/** Nothing is booked before the grants are written down: such a purchase is as if it had never come. */
async function finishOne(app: CrmcomApp, row: PurchaseRow): Promise<void> {
	if (row.state === 'cancelling') await finishCancel(app, row);
	else if (row.grants !== null) await finish(app, row);
	else if (await deletePending(app.db, row.id, { granted: false })) {
		const place = { storeId: row.store_id, tillId: row.key_id, zone: 'UTC', atMs: app.ports.now() };
		await app.engine.abort(row.id, place);
	}
}

/** Nobody was told of a pending spend, so the bill was not lowered: it is made sure of, then given back. */
async function finishOneSpend(app: CrmcomApp, spend: SpendRow): Promise<void> {
	if (spend.state === 'cancelling') {
		await finishSpendCancel(app, spend.id);
		return;
	}
	const purchase = await purchaseOf(app, spend);
	if (purchase.row.state !== 'posted') {
		await deletePendingSpend(app.db, spend.id);
		return;
	}
	const made = await finishSpend(app, spend, purchase);
	if (made.ok) await startSpendCancel(app, spend.id, spend.key_id);
	if (made.ok) await finishSpendCancel(app, spend.id);
}

const everyMs = 60_000;

export function startUnfinished(app: CrmcomApp, onError: (error: unknown) => void): { stop: () => void } {
	const timer = setInterval(() => void finishUnfinished(app).catch(onError), everyMs).unref();
	return { stop: () => clearInterval(timer) };
}
