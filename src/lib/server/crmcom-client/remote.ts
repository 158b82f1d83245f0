/** The calls the rewards need, read tolerantly: only what is used has to be readable (specs/crmcom-api.md §6). */
import * as z from 'zod/mini';
import type { WireErrorCode } from '$lib/contract/crmcom/errors';
import { participantAnswer } from '$lib/contract/crmcom/participants';
import { synchroniseAnswer } from '$lib/contract/crmcom/products';
import { previewAnswer, purchaseAnswer } from '$lib/contract/crmcom/purchases';
import { spendRequestAnswer } from '$lib/contract/crmcom/spends';
import { toGuid } from '$lib/contract/crmcom/wire';
import type { Means, RewardRefusalCode } from '$lib/contract/sync/rewards';
import type { Refusal } from '../rewards/backend';
import type { Called, ClientFault, CrmcomClient } from './client';

/** A till waits for these; its own patience is shorter, and what comes later is settled with the sale. */
export const stepTimeoutMs = 4_000;
/** What is shown beside something else: it may be missing. */
export const lookTimeoutMs = 1_500;
/** Nobody waits for these. */
export const taskTimeoutMs = 20_000;

/** `award` and `awarded` are mixed up in the wild; what is missing is nothing. */
function eitherName(value: unknown): unknown {
	if (typeof value !== 'object' || value === null) return value;
	const fields = value as Record<string, unknown>;
	const awarded = fields.total_awarded_amount ?? fields.total_award_amount;
	const points = fields.total_awarded_alternative_amount ?? fields.total_award_alternative_amount;
	return {
		...fields,
		...{ total_awarded_amount: awarded, total_award_amount: awarded },
		...{ total_awarded_alternative_amount: points, total_award_alternative_amount: points }
	};
}

const participant = z.pick(participantAnswer, {
	id: true,
	life_cycle_state: true,
	accounts_receivable: true,
	spend_blocking_state: true,
	reward_tier: true,
	wallet: true
});
const preview = z.pipe(
	z.transform(eitherName),
	z.pick(previewAnswer, {
		total_award_amount: true,
		total_award_alternative_amount: true,
		total_instant_spend_amount: true,
		total_automatic_spend_amount: true,
		total_additional_spend_amount: true,
		minimum_spend_amount_per_transaction: true,
		maximum_spend_amount_per_transaction: true,
		reduction_method: true,
		allow_spending: true,
		wallet_balance: true,
		wallet_alternative_balance: true
	})
);
const purchase = z.pipe(
	z.transform(eitherName),
	z.pick(purchaseAnswer, {
		id: true,
		number: true,
		life_cycle_state: true,
		performed_on: true,
		reference_number: true,
		external_system_reference_number: true,
		total_amount: true,
		total_awarded_amount: true,
		total_awarded_alternative_amount: true,
		total_spend_amount: true,
		total_instant_spend_amount: true,
		total_automatic_spend_amount: true,
		reduction_method: true,
		wallet_balance: true
	})
);
/** Some lists answer a single object when there is one row. */
const listOf = <S extends z.ZodMiniType>(row: S) =>
	z.pipe(
		z.transform((value: unknown) =>
			value === null || value === undefined ? [] : Array.isArray(value) ? value : [value]
		),
		z.array(row)
	);
const spend = z.pick(spendRequestAnswer, { id: true, spend_amount: true, wallet_balance: true });
const listedSpend = z.pick(spendRequestAnswer, {
	id: true,
	life_cycle_state: true,
	spend_amount: true,
	automatic_spend: true
});
const nothing = z.unknown();
/** Whoever cancels and says no more has cancelled. */
const cancelled = z.pipe(
	z.transform((value: unknown) => (typeof value === 'object' && value !== null ? value : {})),
	z.partial(z.pick(purchaseAnswer, { reversed_award_amount: true, run_out_spend_amount: true }))
);

export type RemoteParticipant = z.output<typeof participant>;
export type RemotePreview = z.output<typeof preview>;
export type PurchaseSeen = z.output<typeof purchase>;

export type CancelSeen = z.output<typeof cancelled>;

export type Remote = ReturnType<typeof remoteOf>;

/** `timeoutMs`: how long one call may take. */
export function remoteOf(client: CrmcomClient, timeoutMs: number) {
	const event = (id: string) => ({ customer_event_identifier: { id: toGuid(id) } });
	const purchaseOf = (id: string) => ({ purchase_customer_event_identifier: { id: toGuid(id) } });
	return {
		showByCode: (code: string) =>
			client.call(
				'rewards_participants/show',
				{ rewards_participant_identifier: { access_token_identifier: { authentication_code: code } } },
				participant,
				timeoutMs
			),
		showById: (id: string) =>
			client.call(
				'rewards_participants/show',
				{ rewards_participant_identifier: { id: toGuid(id) } },
				participant,
				timeoutMs
			),
		preview: (body: object) => client.call('customer_events/purchases/preview', body, preview, timeoutMs),
		createPurchase: (body: object) => client.call('customer_events/purchases/create', body, purchase, timeoutMs),
		cancelPurchase: (id: string) => client.call('customer_events/purchases/cancel', event(id), cancelled, timeoutMs),
		createSpend: (body: object) => client.call('customer_events/spend_requests/create', body, spend, timeoutMs),
		cancelSpend: (id: string) => client.call('customer_events/spend_requests/cancel', event(id), nothing, timeoutMs),
		listSpends: (purchaseId: string) =>
			client.call(
				'customer_events/spend_requests/list',
				{ ...purchaseOf(purchaseId), ...{ number_of_results: 200, offset: 0 } },
				listOf(listedSpend),
				timeoutMs
			),
		listPurchases: (body: object) => client.call('customer_events/purchases/list', body, listOf(purchase), timeoutMs),
		synchronise: (rows: object[]) =>
			client.call('products/synchronise', { products_set: rows }, synchroniseAnswer, timeoutMs)
	};
}

const refusals: Partial<Record<WireErrorCode, RewardRefusalCode>> = {
	'REWARDS.REWARDSPARTICIPANTNOTFOUNDEXCEPTION': 'member_not_found',
	'REWARDS.REWARDSPARTICIPANTTERMINATEDEXCEPTION': 'member_ended',
	'REWARDS.SPENDREQUESTSBLOCKEDEXCEPTION': 'spend_blocked',
	'CUSTOMEREVENTS.SPENDAMOUNTBELOWMINIMUMEXCEPTION': 'amount_below_minimum',
	'CUSTOMEREVENTS.SPENDAMOUNTABOVEMAXIMUMEXCEPTION': 'amount_above_maximum',
	'CUSTOMEREVENTS.NOTHINGTOSPENDEXCEPTION': 'nothing_to_spend',
	'CUSTOMEREVENTS.DUPLICATEREFERENCENUMBEREXCEPTION': 'conflict',
	'CUSTOMEREVENTS.CUSTOMEREVENTALREADYCANCELLEDEXCEPTION': 'too_late',
	'CUSTOMEREVENTS.CUSTOMEREVENTNOTFOUNDEXCEPTION': 'too_late'
};

/** What the till hears of it. */
export function refusalOf({ code, text, again }: ClientFault, means?: Means['kind']): Refusal {
	// The one answer there is for a contact that several customers share (§2.7).
	const isShared = code === 'COMMON.INVALIDPARAMETERVALUEEXCEPTION' && (means === 'phone' || means === 'email');
	const refusal = isShared ? 'member_ambiguous' : code === null ? undefined : refusals[code];
	return refusal
		? { ok: false, code: refusal, detail: text }
		: { ok: false, code: 'rewards_unavailable', detail: text, retry: again };
}

/** Cancelled before, or not there: what was wanted is so. */
export function isGone(called: Called<unknown>): boolean {
	if (called.ok) return true;
	return (
		called.code === 'CUSTOMEREVENTS.CUSTOMEREVENTALREADYCANCELLEDEXCEPTION' ||
		called.code === 'CUSTOMEREVENTS.CUSTOMEREVENTNOTFOUNDEXCEPTION'
	);
}
