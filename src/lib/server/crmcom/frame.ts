/** Where, when and about whom a sale is, before anybody or anything is looked for. */
import { fault, type WireFault } from '$lib/contract/crmcom/errors';
import type { CustomerIdentifier } from '$lib/contract/crmcom/identifiers';
import type { PreviewRequest } from '$lib/contract/crmcom/purchases';
import type { Call } from './call';
import { customerOf } from './customer';
import { findPlace, readMoment, type Store } from './place';

export type SaleFields = Pick<
	PreviewRequest,
	| 'rewards_participant_identifier'
	| 'accounts_receivable_identifier'
	| 'performed_by_unit_identifier'
	| 'performed_by_tap_identifier'
	| 'performed_by_business_unit_identifier'
	| 'performed_on'
	| 'products_set'
	| 'intended_currency_identifier'
>;

export type Frame = { store: Store; tillId: string | null; atMs: number; identifier: CustomerIdentifier };

/** The first thing that is wrong is refused. */
export async function readFrame(
	{ app, caller, nowMs, stamp }: Call<unknown>,
	fields: SaleFields
): Promise<({ ok: true } & Frame) | WireFault> {
	const place = await findPlace(app.db, caller, fields, stamp);
	if (!place.ok) return place;
	const { store, tillId } = place;
	const wrong = faultOfCurrency(fields, store);
	if (wrong) return wrong;
	const moment = readMoment(fields.performed_on, store, nowMs);
	if (!moment.ok) return moment;
	const who = customerOf(fields);
	if (!who.ok) return who;
	return { ok: true, store, tillId, atMs: moment.atMs, identifier: who.identifier };
}

function faultOfCurrency(
	{ intended_currency_identifier: intended }: SaleFields,
	{ currency }: Store
): WireFault | null {
	const code = intended?.code ?? intended?.id;
	return code === undefined || code.toUpperCase() === currency
		? null
		: fault('CUSTOMEREVENTS.INTENDEDCURRENCYMISMATCHEXCEPTION', `The store sells in ${currency}`);
}
