/** Cancelling: the engine takes the award back and gives the spends back; decided once, finished by whoever comes next. */
import { fault, type WireFault } from '$lib/contract/crmcom/errors';
import { newId } from '../ports';
import { finish, type Booked } from './book-purchase';
import type { CrmcomApp } from './call';
import { finishSpend } from './book-spend';
import { selectPurchase, updatePurchase, type PurchaseRow } from './queries.purchases';
import { markSpendsCancelled } from './queries.spends';
import { toWireFault } from './refusals';
import { toFullReturn } from './sale-of';
import { loadOne, postedSaleOf } from './stored';

const dayMs = 86_400_000;

/** The same key may repeat it within a day and hears the same answer (§5.8). */
export async function cancelPurchase(app: CrmcomApp, keyId: string, given: PurchaseRow): Promise<Booked | WireFault> {
	const row = await settled(app, given);
	if (!row.ok) return row;
	const { state, cancelled_by: by, cancelled_at: at } = row.row;
	if (state === 'cancelling') return finishCancel(app, row.row);
	if (state === 'cancelled') {
		const isRepeat = by === keyId && at !== null && app.ports.now() - Date.parse(at) < dayMs;
		return isRepeat
			? { ok: true, stored: await loadOne(app.db, row.row), balances: null }
			: fault('CUSTOMEREVENTS.CUSTOMEREVENTALREADYCANCELLEDEXCEPTION', 'The purchase is cancelled');
	}
	await updatePurchase(app.db, row.row.id, 'posted', {
		state: 'cancelling',
		cancel_id: newId(app.ports),
		cancelled_at: new Date(app.ports.now()),
		cancelled_by: keyId
	});
	return finishCancel(app, await again(app, row.row.id));
}

/** What is still being booked is booked first: only then there is something to take back. */
async function settled(app: CrmcomApp, row: PurchaseRow): Promise<{ ok: true; row: PurchaseRow } | WireFault> {
	if (row.state !== 'pending') return { ok: true, row };
	const finished = await finish(app, row);
	if (!finished) return fault('CUSTOMEREVENTS.CUSTOMEREVENTNOTFOUNDEXCEPTION', 'There is no such purchase');
	return finished.ok ? { ok: true, row: finished.stored.row } : finished;
}

async function again(app: CrmcomApp, id: string): Promise<PurchaseRow> {
	const row = await selectPurchase(app.db, { id });
	if (!row) throw new Error('A purchase vanished while it was cancelled.');
	return row;
}

export async function finishCancel(app: CrmcomApp, row: PurchaseRow): Promise<Booked | WireFault> {
	if (row.state !== 'cancelling' || row.cancel_id === null || row.cancelled_at === null) {
		return { ok: true, stored: await loadOne(app.db, row), balances: null };
	}
	// A spend that was reserved before the decision counts: it is made, and then goes back with the rest.
	const before = await loadOne(app.db, row);
	for (const spend of before.spends) if (spend.state === 'pending') await finishSpend(app, spend.id);
	const stored = await loadOne(app.db, row);
	const original = postedSaleOf(stored);
	const back = toFullReturn(original, row.cancel_id, Date.parse(row.cancelled_at));
	const refunded = await app.engine.refund(back, original.body);
	if (!refunded.ok) {
		if (!refunded.retry) {
			const none = { state: 'posted', cancel_id: null, cancelled_at: null, cancelled_by: null };
			await updatePurchase(app.db, row.id, 'cancelling', none);
		}
		return toWireFault(refunded);
	}
	const inCurrency = (rows: readonly { currency: string; amountMinor: number }[]) =>
		rows.reduce((sum, { currency, amountMinor }) => sum + (currency === row.currency ? amountMinor : 0), 0);
	await app.db.transaction().execute(async (tx) => {
		const isFirst = await updatePurchase(tx, row.id, 'cancelling', {
			state: 'cancelled',
			reversed_award_minor: inCurrency(refunded.awardsTaken),
			reversed_spend_minor: inCurrency(refunded.spendsReturned),
			run_out_spend_minor: refunded.spendsRunOut ? inCurrency(refunded.spendsRunOut) : null
		});
		if (isFirst) await markSpendsCancelled(tx, row.id, row.cancelled_at ?? '', row.cancelled_by);
	});
	return { ok: true, stored: await loadOne(app.db, await again(app, row.id)), balances: refunded.balances };
}
