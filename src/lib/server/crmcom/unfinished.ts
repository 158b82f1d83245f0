/** What a crash or a failing engine left half done is finished, so that no value hangs between the books. */
import { finish, forget } from './book-purchase';
import { finishSpend } from './book-spend';
import type { CrmcomApp } from './call';
import { finishCancel } from './cancel-purchase';
import { lockPurchase, selectUnfinished, type PurchaseRow } from './queries.purchases';
import { selectUnfinishedSpends, type SpendRow } from './queries.spends';
import { cancellation, finishSpendCancel } from './spends';

/** A caller that still waits finishes it itself. */
const patienceMs = 5 * 60_000;
const mostAtOnce = 50;

export async function finishUnfinished(app: CrmcomApp): Promise<void> {
	const before = new Date(app.ports.now() - patienceMs);
	for (const row of await selectUnfinished(app.db, before, mostAtOnce)) await finishOne(app, row);
	for (const spend of await selectUnfinishedSpends(app.db, before, mostAtOnce)) await finishOneSpend(app, spend);
}

async function finishOne(app: CrmcomApp, row: PurchaseRow): Promise<void> {
	if (row.state === 'cancelling') await finishCancel(app, row);
	else if (row.grants !== null) await finish(app, row);
	else await forgetUngranted(app, row.id);
}

/** Nothing is booked before the grants are written down: such a purchase is as if it had never come. */
function forgetUngranted(app: CrmcomApp, id: string): Promise<void> {
	return app.db.transaction().execute(async (trx) => {
		const row = await lockPurchase(trx, id);
		if (row?.state === 'pending' && row.grants === null) await forget(app, trx, id);
	});
}

/** Nobody was told of a pending spend, so the bill was not lowered: it is made sure of and goes back. */
async function finishOneSpend(app: CrmcomApp, spend: SpendRow): Promise<void> {
	if (spend.state === 'pending') await finishSpend(app, spend.id, cancellation(app, spend.key_id));
	await finishSpendCancel(app, spend.id);
}

const everyMs = 60_000;

export function startUnfinished(app: CrmcomApp, onError: (error: unknown) => void): { stop: () => void } {
	const timer = setInterval(() => void finishUnfinished(app).catch(onError), everyMs).unref();
	return { stop: () => clearInterval(timer) };
}
