import * as z from 'zod/mini';
import * as identify from './identifiers';
import { purchaseAnswer, customerFields, placeFields, referenceFields } from './purchases';
import { pageFields, selection } from './selection';
import { amount, date, flag, guid, longText, may, must, orNull, text, titled, unsignedAmount, word } from './wire';

export const createSpendRequestRequest = z.object({
	...customerFields,
	...placeFields,
	performed_on: may(date(), 'When; now when missing'),
	purchase_customer_request_identifier: may(identify.event, 'The purchase to settle (so spelt by the vendor)'),
	purchase_customer_event_identifier: may(identify.event, 'The same, as one would spell it'),
	spend_amount: may(unsignedAmount(), 'How much; as much as possible when missing. The answer may grant less'),
	...referenceFields,
	authorized_by_access_token_identifier: may(identify.accessToken, 'Accepted and not used'),
	process_immediately: may(flag(), 'Accepted and not used'),
	...selection
});

export const listSpendRequestsRequest = z.object({
	...customerFields,
	purchase_customer_event_identifier: may(identify.event, 'Instead of a customer: all spend requests of a purchase'),
	submitted_after_date: may(date(), 'Only after that moment'),
	submitted_before_date: may(date(), 'Only before that moment'),
	life_cycle_state: may(word(['POSTED', 'CANCELLED']), 'Only in this state'),
	...pageFields,
	...selection
});

export const spendRequestAnswer = titled(
	'Spend request',
	z.object({
		id: orNull(guid(), 'ID of the spend request'),
		number: orNull(text(40), 'Its number'),
		type: orNull(text(30), 'SPEND REQUEST'),
		life_cycle_state: orNull(text(20), 'POSTED or CANCELLED'),
		performed_on: orNull(date(), 'When'),
		description: orNull(longText(), 'As it was sent'),
		external_system: orNull(text(60), 'As it was sent'),
		external_system_reference_number: orNull(text(100), 'As it was sent'),
		requested_spend_amount: orNull(amount(), 'What was asked for'),
		spend_amount: orNull(amount(), 'What was granted; this is what counts'),
		spend_alternative_amount: orNull(amount(), 'The same in points'),
		instant_spend: orNull(flag(), 'Made by an offer'),
		automatic_spend: orNull(flag(), 'Made by the customer’s setting'),
		reduction_method: orNull(text(30), 'FRONT_END_REDUCTION for spend requests'),
		wallet_balance: orNull(amount(), 'Balance afterwards; in answers to create and cancel'),
		performed_by_unit: orNull(z.unknown(), 'The store'),
		purchase_customer_event: orNull(purchaseAnswer, 'The purchase with its new totals')
	})
);

export const cancelSpendRequestRequest = z.object({
	customer_event_identifier: must(identify.event, 'The spend request'),
	...selection
});

export type CreateSpendRequestRequest = z.output<typeof createSpendRequestRequest>;
export type ListSpendRequestsRequest = z.output<typeof listSpendRequestsRequest>;
export type SpendRequestData = z.output<typeof spendRequestAnswer>;
