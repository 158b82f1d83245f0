/**
 * One purchase on the other side, step by step. What is about to be asked is written down first, with the very words: an
 * answer that is lost is asked for again under the same reference, and the other side books it once.
 */
import { toMinor } from '$lib/contract/crmcom/numbers';
import type { Preview } from '$lib/contract/sync/rewards';
import { currencyExponent } from '$lib/domain/money/money';
import type { Db } from '../db/client';
import { newId, type Ports } from '../ports';
import type { ClientFault } from './client';
import {
	eventFields,
	fingerprint,
	purchaseFields,
	systemName,
	withoutCoupon,
	type Content,
	type Where
} from './content';
import { note } from './note';
import * as purchaseRows from './queries.purchases';
import * as spendRows from './queries.spends';
import { isGone, type CancelSeen, type PurchaseSeen, type Remote } from './remote';

export type Desk = { db: Db; ports: Ports; remote: Remote };

/** What stands there of a purchase, in minor units. */
export type Standing = {
	remoteId: string;
	awardMinor: number;
	awardPoints: number;
	instantMinor: number;
	automaticMinor: number;
	isBackEnd: boolean;
	/** Automatic spends that are being given back: written down before the first of them is. */
	givingBack?: { remoteId: string; amountMinor: number }[];
	/** What was foreseen before it stood there; absent where no till opened it. */
	foreseen?: Preview;
};

export type Place = { storeId: string; tillId: string | null };
export type Draft = { saleId: string; place: Place; where: Where; content: Content; receiptNumber: string | null };

/** How long a purchase may wait for its sale. */
export const waitMs = 15 * 60_000;

type Done<T> = { ok: true; value: T } | ClientFault;

/** The purchase of a sale with this content: the one that stands, or a new one in the place of another. */
export async function ensurePurchase(
	desk: Desk,
	draft: Draft
): Promise<Done<{ row: purchaseRows.RemotePurchase; standing: Standing }>> {
	const { db } = desk;
	const content = fingerprint(draft.content);
	const current = await purchaseRows.findPurchase(db, draft.saleId);
	if (current && (current.content !== content || current.state === 'cancelling')) {
		const gone = await cancelPurchase(desk, current);
		if (!gone.ok) return gone;
		await noteForgiven(desk, draft, gone.value.forgivenMinor);
	}
	const standing = await purchaseRows.findPurchase(db, draft.saleId);
	const row = standing ?? (await write(desk, draft, content));
	if (row.state === 'standing') return { ok: true, value: { row, standing: readStanding(row.answer) } };
	const { currency, coupon } = draft.content;
	const made = await create(desk, row, currency);
	if (made.ok || coupon === null || !isFinal(made)) return made;
	// A code that is unknown there must not cost the member the purchase.
	return create(desk, await write(desk, { ...draft, content: withoutCoupon(draft.content) }, content), currency);
}

/**
 * A purchase of what is left earns anew, and the other side left to the member what the former one had earned and was spent
 * since: they have both now. It knows no smaller step, so a person hears of it.
 */
async function noteForgiven(desk: Desk, { saleId, receiptNumber }: Draft, forgivenMinor: number): Promise<void> {
	if (receiptNumber === null || forgivenMinor === 0) return;
	await note(desk, { saleId, receiptNumber }, 'remote_award_forgiven', { forgivenMinor });
}

/** Asked again it would be refused again. */
export function isFinal({ kind, again }: ClientFault): boolean {
	return kind === 'refused' && !again;
}

async function write({ db, ports }: Desk, draft: Draft, content: string): Promise<purchaseRows.RemotePurchase> {
	const { saleId, place, where } = draft;
	const attempt = (await purchaseRows.countAttempts(db, saleId)) + 1;
	const reference = attempt === 1 ? saleId : `${saleId}-${String(attempt)}`;
	const request = {
		...eventFields(where),
		...purchaseFields(draft.content),
		reference_number: draft.receiptNumber ?? reference,
		external_system: systemName,
		external_system_reference_number: reference
	};
	const nowMs = ports.now();
	await purchaseRows.insertPurchase(db, {
		...{ id: newId(ports), sale_id: saleId, attempt, reference, content },
		...{ store_id: place.storeId, till_id: place.tillId, member_id: draft.content.memberId },
		request: JSON.stringify(request),
		opened_at: new Date(nowMs),
		expires_at: new Date(nowMs + waitMs)
	});
	const row = await purchaseRows.findPurchase(db, saleId);
	if (!row) throw new Error('A purchase that was just written is gone.');
	return row;
}

/** Asked with the words that were written down. A refusal says that it is not there. */
async function create(
	desk: Desk,
	row: purchaseRows.RemotePurchase,
	currency: string
): Promise<Done<{ row: purchaseRows.RemotePurchase; standing: Standing }>> {
	const { db, remote } = desk;
	const created = await remote.createPurchase(row.request as object);
	if (!created.ok) {
		if (created.code === 'CUSTOMEREVENTS.DUPLICATEREFERENCENUMBEREXCEPTION') return clearReference(desk, row);
		if (isFinal(created)) await purchaseRows.updatePurchase(db, row.id, { state: 'cancelled' });
		return created;
	}
	const standing = toStanding(created.value, currency);
	if (!standing) return { ok: false, kind: 'lost', code: null, text: 'the answer names no purchase', again: true };
	if (created.value.life_cycle_state === 'CANCELLED') {
		// Somebody cancelled it there: under this reference nothing stands any more.
		await purchaseRows.updatePurchase(db, row.id, { state: 'cancelled', remote_id: standing.remoteId });
		return { ok: false, kind: 'lost', code: null, text: 'the purchase was cancelled there', again: true };
	}
	const answer = JSON.stringify(standing);
	await purchaseRows.updatePurchase(db, row.id, { state: 'standing', remote_id: standing.remoteId, answer });
	return {
		ok: true,
		value: { row: { ...row, state: 'standing', remoteId: standing.remoteId, answer: standing }, standing }
	};
}

/** Another content stands there under our reference: left by a database that was put back since. It makes room. */
async function clearReference({ db, remote }: Desk, row: purchaseRows.RemotePurchase): Promise<ClientFault> {
	const request = row.request as Record<string, unknown>;
	const found = await remote.listPurchases({
		rewards_participant_identifier: request.rewards_participant_identifier,
		reference_number: request.reference_number,
		...{ number_of_results: 50, offset: 0 }
	});
	if (!found.ok) return found;
	const left = found.value.filter(
		(one) => one.external_system_reference_number === row.reference && one.life_cycle_state !== 'CANCELLED'
	);
	for (const { id } of left) {
		const gone = id === null ? null : await remote.cancelPurchase(id);
		if (gone && !gone.ok && !isGone(gone)) return gone;
	}
	await purchaseRows.updatePurchase(db, row.id, { state: 'cancelled' });
	return { ok: false, kind: 'lost', code: null, text: 'another purchase stood there under its reference', again: true };
}

function toStanding(seen: PurchaseSeen, currency: string): Standing | null {
	if (seen.id === null) return null;
	const exponent = currencyExponent(currency);
	const minor = (amount: number | null) => toMinor(amount ?? 0, exponent);
	return {
		remoteId: seen.id,
		awardMinor: minor(seen.total_awarded_amount),
		awardPoints: Math.round(seen.total_awarded_alternative_amount ?? 0),
		instantMinor: minor(seen.total_instant_spend_amount),
		automaticMinor: minor(seen.total_automatic_spend_amount),
		isBackEnd: seen.reduction_method === 'BACK_END_REDUCTION'
	};
}

/** What the till took off the bill by itself. With the back-end method that is nothing. */
export function front({ isBackEnd, instantMinor, automaticMinor }: Standing) {
	return isBackEnd ? { instantMinor: 0, automaticMinor: 0 } : { instantMinor, automaticMinor };
}

/** Written by `create`, `foreseenOnce` and `limitAutomatic` alone. */
export function readStanding(answer: unknown): Standing {
	return answer as Standing;
}

/**
 * The figures a till is told of an open sale. Once it stands there, the other side's own already count its award and its
 * spends: who opens it again is told what was foreseen the first time.
 */
export async function foreseenOnce(db: Db, id: string, standing: Standing, foreseen: Preview): Promise<Preview> {
	if (standing.foreseen) return standing.foreseen;
	await purchaseRows.updatePurchase(db, id, { answer: JSON.stringify({ ...standing, foreseen }) });
	return foreseen;
}

/** Decided first, then asked: whoever comes next finishes it. One that may never have arrived is made first, to be sure. */
export async function cancelPurchase(
	desk: Desk,
	row: purchaseRows.RemotePurchase
): Promise<Done<{ forgivenMinor: number }>> {
	const { db, remote } = desk;
	let forgivenMinor = 0;
	let runOutMinor = 0;
	if (row.state !== 'cancelling') await purchaseRows.updatePurchase(db, row.id, { state: 'cancelling' });
	let { remoteId } = row;
	if (remoteId === null) {
		const found = await remote.createPurchase(row.request as object);
		if (!found.ok && (found.kind !== 'refused' || found.again)) return found;
		remoteId = found.ok && found.value.life_cycle_state !== 'CANCELLED' ? found.value.id : null;
		if (remoteId !== null) await purchaseRows.updatePurchase(db, row.id, { remote_id: remoteId });
	}
	if (remoteId !== null) {
		const cancelled = await remote.cancelPurchase(remoteId);
		if (!cancelled.ok && !isGone(cancelled)) return cancelled;
		if (cancelled.ok) {
			forgivenMinor = forgivenOf(row, cancelled.value);
			runOutMinor = inMinor(cancelled.value.run_out_spend_amount, row.request);
		}
	}
	await purchaseRows.updatePurchase(db, row.id, { state: 'cancelled', run_out_minor: runOutMinor });
	await spendRows.endSpends(db, row.id);
	return { ok: true, value: { forgivenMinor } };
}

/** What it had earned and was not taken back; nothing where the other side does not say. */
function forgivenOf(
	{ answer, request }: purchaseRows.RemotePurchase,
	{ reversed_award_amount: taken }: CancelSeen
): number {
	if (!answer || taken === null || taken === undefined) return 0;
	return Math.max(0, readStanding(answer).awardMinor - inMinor(taken, request));
}

/** The request is as `write` made it. */
function inMinor(amount: number | null | undefined, request: unknown): number {
	const { intended_currency_identifier: currency } = request as { intended_currency_identifier: { code: string } };
	return toMinor(amount ?? 0, currencyExponent(currency.code));
}
