/** Spends on a purchase of the other side: asked with words that were written down, replaced when the wish changes. */
import { toAmount, toMinor } from '$lib/contract/crmcom/numbers';
import { toGuid } from '$lib/contract/crmcom/wire';
import { currencyExponent } from '$lib/domain/money/money';
import { newId } from '../ports';
import type { ClientFault } from './client';
import { eventFields, systemName, type Where } from './content';
import type { Desk } from './purchase';
import * as purchaseRows from './queries.purchases';
import * as spendRows from './queries.spends';
import { isGone } from './remote';

export type Granted = { remoteId: string; amountMinor: number };
type Done<T> = { ok: true; value: T } | ClientFault;

export type SpendDraft = { purchase: purchaseRows.RemotePurchase; where: Where; currency: string; amountMinor: number };

/** Asks for an amount; the same amount asked again answers what stands, and what else stands is given back first. */
export async function spend(desk: Desk, draft: SpendDraft): Promise<Done<Granted | null>> {
	const { db } = desk;
	const { purchase, amountMinor, currency } = draft;
	for (const other of await spendRows.selectSpends(db, purchase.id)) {
		if (other.askedMinor === amountMinor) return finish(desk, other, currency);
		const gone = await cancelSpend(desk, other, currency);
		if (!gone.ok) return gone;
	}
	if (amountMinor === 0) return { ok: true, value: null };
	return add(desk, draft);
}

/** One more request beside those that stand. */
export async function add(desk: Desk, { purchase, where, currency, amountMinor }: SpendDraft): Promise<Done<Granted>> {
	const { db, ports } = desk;
	const reference = `${purchase.reference}-S${String((await spendRows.countSpends(db, purchase.id)) + 1)}`;
	const request = {
		...eventFields(where),
		purchase_customer_request_identifier: { id: toGuid(purchase.remoteId ?? '') },
		spend_amount: toAmount(amountMinor, currencyExponent(currency)),
		external_system: systemName,
		external_system_reference_number: reference
	};
	const id = newId(ports);
	await spendRows.insertSpend(db, {
		...{ id, purchase_id: purchase.id, reference, asked_minor: amountMinor },
		...{ request: JSON.stringify(request), created_at: new Date(ports.now()) }
	});
	const row = {
		id,
		reference,
		state: 'creating' as const,
		request,
		remoteId: null,
		askedMinor: amountMinor,
		grantedMinor: 0
	};
	return finish(desk, row, currency);
}

/** Under the same reference the other side grants once. */
export async function finish(
	{ db, remote }: Desk,
	row: spendRows.RemoteSpend,
	currency: string
): Promise<Done<Granted>> {
	if (row.state === 'granted' && row.remoteId !== null) {
		return { ok: true, value: { remoteId: row.remoteId, amountMinor: row.grantedMinor } };
	}
	const granted = await remote.createSpend(row.request as object);
	if (!granted.ok) {
		if (granted.kind === 'refused' && !granted.again) await spendRows.updateSpend(db, row.id, { state: 'refused' });
		return granted;
	}
	const { id, spend_amount: amount } = granted.value;
	if (id === null) return { ok: false, kind: 'lost', code: null, text: 'the answer names no spend', again: true };
	const amountMinor = toMinor(amount ?? 0, currencyExponent(currency));
	await spendRows.updateSpend(db, row.id, { state: 'granted', remote_id: id, granted_minor: amountMinor });
	return { ok: true, value: { remoteId: id, amountMinor } };
}

/** What may have been granted without our hearing it is asked for first, so that there is something to give back. */
export async function cancelSpend(desk: Desk, row: spendRows.RemoteSpend, currency: string): Promise<Done<null>> {
	const standing = await finish(desk, row, currency);
	if (!standing.ok) return standing.kind === 'refused' && !standing.again ? { ok: true, value: null } : standing;
	const gone = await desk.remote.cancelSpend(standing.value.remoteId);
	if (!gone.ok && !isGone(gone)) return gone;
	await spendRows.updateSpend(desk.db, row.id, { state: 'cancelled' });
	return { ok: true, value: null };
}
