/** Finding purchases: one, or many of a customer or a classification. */
import { fault, type WireFault } from '$lib/contract/crmcom/errors';
import type { EventIdentifier, NamedIdentifier } from '$lib/contract/crmcom/identifiers';
import type { ListPurchasesRequest } from '$lib/contract/crmcom/purchases';
import { mayActFor, type Caller } from '../api-keys/tokens';
import type { Answered, Call, CrmcomApp } from './call';
import { customerOf, identify } from './customer';
import { pageOf, toPage } from './page';
import { findPlace, readWindow, type Store } from './place';
import { purchaseData } from './purchase-data';
import { selectPurchase, selectPurchases, type PurchaseRow } from './queries.purchases';
import { placeOf } from './sale-of';
import { loadOne, loadStored } from './stored';

/** What the caller calls it, under whichever key. */
export function nameOf(identifier: NamedIdentifier | undefined): string | null {
	return identifier?.name ?? identifier?.alternative_code ?? identifier?.code ?? identifier?.id ?? null;
}

/** A purchase the caller may see. */
export async function findPurchase(
	app: CrmcomApp,
	caller: Caller,
	{ id, number }: EventIdentifier
): Promise<{ ok: true; row: PurchaseRow } | WireFault> {
	const serial = /^(?:CE)?(\d{1,15})$/i.exec(number ?? '')?.[1];
	const key = id !== undefined ? { id } : { number: serial === undefined ? -1 : Number(serial) };
	const row = await selectPurchase(app.db, key);
	return row && mayActFor(caller, row.store_id)
		? { ok: true, row }
		: fault('CUSTOMEREVENTS.CUSTOMEREVENTNOTFOUNDEXCEPTION', 'There is no such purchase');
}

export async function showPurchase({
	app,
	caller,
	value
}: Call<{ customer_event_identifier: EventIdentifier }>): Promise<Answered> {
	const found = await findPurchase(app, caller, value.customer_event_identifier);
	if (!found.ok) return found;
	return { ok: true, data: await purchaseData(app.db, await loadOne(app.db, found.row)) };
}

export async function listPurchases(call: Call<ListPurchasesRequest>): Promise<Answered> {
	const { app, caller, value, nowMs } = call;
	const place = await findPlace(app.db, caller, value);
	if (!place.ok) return place;
	const { store } = place;
	const whose = await whoseEvents(call, value, store);
	if (!whose.ok) return whose;
	const window = readWindow(value, store, nowMs);
	if (!window.ok) return window;
	const { after, before } = window;
	const page = pageOf(value);
	const rows = await selectPurchases(
		app.db,
		{
			...whose.filter,
			storeIds: value.performed_by_unit_identifier ? [store.id] : caller.storeIds,
			states: statesOf(value.life_cycle_state),
			reference: value.reference_number,
			after,
			before,
			withSpends: value.spend_requests_applied,
			spendable: value.eligible_for_spending
		},
		page.limit + 1,
		page.offset
	);
	const stored = await loadStored(app.db, rows.slice(0, page.limit));
	const data = await Promise.all(stored.map((one) => purchaseData(app.db, one)));
	return { ok: true, data, ...toPage(page, rows.length) };
}

/** `cancelling` has been decided already. */
export function statesOf(state: 'POSTED' | 'CANCELLED' | undefined): readonly string[] {
	if (state === 'POSTED') return ['posted'];
	return state === 'CANCELLED' ? ['cancelling', 'cancelled'] : ['posted', 'cancelling', 'cancelled'];
}

type Whose = { ok: true; filter: { memberId?: string; classification?: string } };

/** Exactly one of customer and classification. */
async function whoseEvents(call: Call<unknown>, value: ListPurchasesRequest, store: Store): Promise<Whose | WireFault> {
	const classification = nameOf(value.classification_identifier);
	const isOfCustomer = value.rewards_participant_identifier ?? value.accounts_receivable_identifier;
	if (classification !== null && isOfCustomer) {
		return fault('COMMON.EXACTLYONEIDENTIFIERALLOWEDEXCEPTION', 'Either a customer or a classification');
	}
	if (classification !== null) return { ok: true, filter: { classification } };
	const who = customerOf(value);
	if (!who.ok) return who;
	const place = placeOf({ store, tillId: null, atMs: call.nowMs }, call.caller.keyId);
	const found = await identify(call.app, call.caller, who.identifier, place);
	return found.ok ? { ok: true, filter: { memberId: found.member.memberId } } : found;
}
