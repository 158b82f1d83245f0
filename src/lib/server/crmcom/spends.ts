/** The calls about spend requests: create, show, list, cancel. */
import { fault, type WireFault } from '$lib/contract/crmcom/errors';
import type { EventIdentifier } from '$lib/contract/crmcom/identifiers';
import { toMinor } from '$lib/contract/crmcom/numbers';
import type { CreateSpendRequestRequest, ListSpendRequestsRequest } from '$lib/contract/crmcom/spends';
import type { Identified } from '$lib/contract/sync/rewards';
import { mayActFor, type Caller } from '../api-keys/tokens';
import { newId } from '../ports';
import { bookSpend, purchaseOf, repeatedSpend, type BookedSpend } from './book-spend';
import type { Answered, Call, CrmcomApp } from './call';
import { customerOf, identify } from './customer';
import { pageOf, toPage } from './page';
import { findPlace, readMoment, readWindow } from './place';
import { spendData } from './purchase-data';
import { findPurchase, statesOf } from './purchase-list';
import { moneyOf, walletNow } from './purchases';
import type { PurchaseRow } from './queries.purchases';
import { selectSpend, selectSpendList, updateSpend } from './queries.spends';
import { toWireFault } from './refusals';
import { placeOf } from './sale-of';
import { postedSaleOf } from './stored';

export async function createSpendRequest(call: Call<CreateSpendRequestRequest>): Promise<Answered> {
	const { app, caller, value, nowMs } = call;
	const place = await findPlace(app.db, caller, value);
	if (!place.ok) return place;
	const moment = readMoment(value.performed_on, place.store, nowMs);
	if (!moment.ok) return moment;
	const named = value.purchase_customer_request_identifier ?? value.purchase_customer_event_identifier;
	if (!named) {
		return fault('COMMON.MANDATORYPARAMETERMISSINGEXCEPTION', 'purchase_customer_request_identifier is missing');
	}
	const who = customerOf(value);
	if (!who.ok) return who;
	const purchase = await findPurchase(app, caller, named);
	if (!purchase.ok) return purchase;
	const { row } = purchase;
	const draft = {
		...{ purchaseId: row.id, keyId: caller.keyId, storeId: place.store.id, atMs: moment.atMs },
		requestedMinor: value.spend_amount === undefined ? null : toMinor(value.spend_amount, place.store.exponent),
		system: value.external_system ?? '',
		reference: value.external_system_reference_number ?? null,
		description: value.description ?? null
	};
	const repeated = await repeatedSpend(app, draft);
	if (repeated) return answerSpend(app, repeated);
	const found = await identify(app, caller, who.identifier, placeOf({ ...place, atMs: nowMs }, caller.keyId));
	if (!found.ok) return found;
	const wrong = faultOf(value, row, found.member);
	return wrong ?? answerSpend(app, await bookSpend(app, draft));
}

function faultOf(value: CreateSpendRequestRequest, row: PurchaseRow, member: Identified): WireFault | null {
	if (row.member_id !== member.memberId) {
		return fault('CUSTOMEREVENTS.CUSTOMEREVENTNOTFOUNDEXCEPTION', 'The purchase is another customer’s');
	}
	if (member.spendBlocked) return toWireFault({ ok: false, code: 'spend_blocked' });
	const currency = value.intended_currency_identifier?.code ?? value.intended_currency_identifier?.id;
	if (currency !== undefined && currency.toUpperCase() !== row.currency) {
		return fault('CUSTOMEREVENTS.INTENDEDCURRENCYMISMATCHEXCEPTION', `The purchase is in ${row.currency}`);
	}
	return value.spend_amount === 0
		? fault('COMMON.INVALIDPARAMETERVALUEEXCEPTION', 'spend_amount has to be more than 0')
		: null;
}

async function answerSpend(app: CrmcomApp, booked: BookedSpend | WireFault): Promise<Answered> {
	if (!booked.ok) return booked;
	const { spend, purchase, balances } = booked;
	const { row } = purchase;
	const walletMinor = balances ? moneyOf(balances, row.currency) : await walletNow(app, row);
	return { ok: true, data: await spendData(app.db, spend, purchase, walletMinor) };
}

async function findSpend(
	app: CrmcomApp,
	caller: Caller,
	{ id, number }: EventIdentifier
): Promise<Omit<BookedSpend, 'balances'> | WireFault> {
	const serial = /^(?:CE)?(\d{1,15})$/i.exec(number ?? '')?.[1];
	const spend = await selectSpend(
		app.db,
		id !== undefined ? { id } : { number: serial === undefined ? -1 : Number(serial) }
	);
	const purchase = spend && (await purchaseOf(app.db, spend));
	return spend && purchase && spend.state !== 'pending' && mayActFor(caller, purchase.row.store_id)
		? { ok: true, spend, purchase }
		: fault('CUSTOMEREVENTS.CUSTOMEREVENTNOTFOUNDEXCEPTION', 'There is no such spend request');
}

type OneSpend = Call<{ customer_event_identifier: EventIdentifier }>;

export async function showSpendRequest({ app, caller, value }: OneSpend): Promise<Answered> {
	const found = await findSpend(app, caller, value.customer_event_identifier);
	return found.ok ? { ok: true, data: await spendData(app.db, found.spend, found.purchase) } : found;
}

export async function listSpendRequests(call: Call<ListSpendRequestsRequest>): Promise<Answered> {
	const { app, caller, value, nowMs } = call;
	const place = await findPlace(app.db, caller, {});
	if (!place.ok) return place;
	const whose = await whoseSpends(call, value);
	if (!whose.ok) return whose;
	const { store } = place;
	const window = readWindow(value, store, nowMs);
	if (!window.ok) return window;
	const { after, before } = window;
	const page = pageOf(value);
	const filter = {
		...whose.filter,
		storeIds: caller.storeIds,
		states: statesOf(value.life_cycle_state),
		after,
		before
	};
	const rows = await selectSpendList(app.db, filter, page.limit + 1, page.offset);
	const data = await Promise.all(
		rows.slice(0, page.limit).map(async (spend) => spendData(app.db, spend, await purchaseOf(app.db, spend)))
	);
	return { ok: true, data, ...toPage(page, rows.length) };
}

async function whoseSpends(
	{ app, caller, nowMs }: Call<unknown>,
	value: ListSpendRequestsRequest
): Promise<{ ok: true; filter: { memberId?: string; purchaseId?: string } } | WireFault> {
	const isOfCustomer = value.rewards_participant_identifier ?? value.accounts_receivable_identifier;
	if (value.purchase_customer_event_identifier) {
		if (isOfCustomer) return fault('COMMON.EXACTLYONEIDENTIFIERALLOWEDEXCEPTION', 'Either a customer or a purchase');
		const found = await findPurchase(app, caller, value.purchase_customer_event_identifier);
		return found.ok ? { ok: true, filter: { purchaseId: found.row.id } } : found;
	}
	const who = customerOf(value);
	if (!who.ok) return who;
	const place = { storeId: caller.storeId, tillId: caller.keyId, zone: 'UTC', atMs: nowMs };
	const found = await identify(app, caller, who.identifier, place);
	return found.ok ? { ok: true, filter: { memberId: found.member.memberId } } : found;
}

const dayMs = 86_400_000;

export async function cancelSpendRequest(call: OneSpend): Promise<Answered> {
	const { app, caller, value } = call;
	const found = await findSpend(app, caller, value.customer_event_identifier);
	if (!found.ok) return found;
	const { spend } = found;
	// Without what an offer took off, it would be another purchase.
	if (spend.kind === 'instant') {
		return fault('COMMON.INVALIDPARAMETERVALUEEXCEPTION', 'This spend ends with its purchase; cancel that');
	}
	if (spend.state === 'cancelled') {
		const { cancelled_at: at, cancelled_by: by } = spend;
		const isRepeat = by === caller.keyId && at !== null && app.ports.now() - Date.parse(at) < dayMs;
		return isRepeat
			? answerSpend(app, { ...found, balances: null })
			: fault('CUSTOMEREVENTS.CUSTOMEREVENTALREADYCANCELLEDEXCEPTION', 'The spend request is cancelled');
	}
	await updateSpend(app.db, spend.id, 'posted', cancellation(app, caller.keyId));
	return answerSpend(app, await finishSpendCancel(app, spend.id));
}

export function cancellation({ ports }: CrmcomApp, keyId: string) {
	const cancelled = { cancelled_at: new Date(ports.now()), cancelled_by: keyId };
	return { state: 'cancelling', cancel_id: newId(ports), ...cancelled };
}

/** The engine is told of the sale as it stood, with the spend that goes back. */
export async function finishSpendCancel(app: CrmcomApp, spendId: string): Promise<BookedSpend | WireFault> {
	const reload = () => selectSpend(app.db, { id: spendId });
	const spend = await reload();
	if (!spend) return fault('CUSTOMEREVENTS.CUSTOMEREVENTNOTFOUNDEXCEPTION', 'There is no such spend request');
	if (spend.state !== 'cancelling' || spend.cancel_id === null || spend.grant_id === null) {
		return { ok: true, spend, purchase: await purchaseOf(app.db, spend), balances: null };
	}
	const purchase = await purchaseOf(app.db, spend);
	const spends = purchase.spends.map((one) => (one.id === spend.id ? { ...one, state: 'posted' } : one));
	const sale = postedSaleOf({ ...purchase, spends });
	const back = await app.engine.cancelSpend(spend.cancel_id, spend.grant_id, sale);
	if (!back.ok) {
		const none = { state: 'posted', cancel_id: null, cancelled_at: null, cancelled_by: null };
		if (!back.retry) await updateSpend(app.db, spend.id, 'cancelling', none);
		return toWireFault(back);
	}
	await updateSpend(app.db, spend.id, 'cancelling', { state: 'cancelled' });
	const done = (await reload()) ?? spend;
	return { ok: true, spend: done, purchase: await purchaseOf(app.db, done), balances: back.balances };
}
