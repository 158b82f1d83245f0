import * as z from 'zod/mini';
import * as identify from './identifiers';
import { unitAnswer } from './participants';
import { pageFields, selection } from './selection';
import {
	amount,
	date,
	flag,
	guid,
	longText,
	may,
	must,
	orNull,
	paymentText,
	quantity,
	set,
	text,
	titled,
	unsignedAmount,
	word
} from './wire';

/** As many as a sale of ours may have. */
export const mostLines = 500;

/** Who buys: exactly one of the two. */
export const customerFields = {
	rewards_participant_identifier: may(identify.customer, 'The customer, by its name until R16'),
	accounts_receivable_identifier: may(identify.customer, 'The customer, by its name from R17')
};

/** Where: the unit, the TAP or the business unit; the token’s unit when none is named. */
export const placeFields = {
	performed_by_unit_identifier: may(identify.unit, 'The store, by its name until R17'),
	performed_by_tap_identifier: may(identify.tap, 'The till (R17); the store follows from it'),
	performed_by_business_unit_identifier: may(identify.unit, 'The store, by its name from R18')
};

export const referenceFields = {
	external_system: may(text(60), 'Name of the calling system'),
	external_system_reference_number: may(text(100), 'Its own unique reference; a repeated call with it changes nothing'),
	description: may(longText(), 'Free text'),
	classification_identifier: may(identify.named, 'Classification of the event; kept and echoed'),
	intended_currency_identifier: may(identify.currency, 'Refused when it is not the store’s currency')
};

export const lineRequest = titled(
	'Line',
	z.object({
		product_identifier: must(identify.product, 'The product; unknown ones are booked on the default product'),
		quantity: may(quantity(), 'Pieces, kilograms or litres; 1 when missing'),
		net_amount: must(amount(), 'Of the line, that is times quantity'),
		vat_amount: must(amount(), 'Of the line'),
		total_amount: must(amount(), 'Net and VAT'),
		unit_price: may(amount(), 'For information'),
		discount_amount: may(unsignedAmount(), 'Discount the till has given already, contained in the amounts')
	})
);

const purchaseFields = {
	reference_number: may(text(100), 'Receipt number'),
	products_set: must(set(lineRequest, mostLines, 'lines'), 'The lines of the basket'),
	payment_medium_type_identifier: may(identify.named, 'How it was paid; kept and echoed'),
	payment_medium_brand_identifier: may(identify.named, 'How it was paid; kept and echoed'),
	payment_medium_identifier: may(
		paymentText(40),
		'How it was paid; of a card’s number the first 6 and last 4 digits are kept'
	),
	promo_code: may(text(64), 'Coupon that the customer shows (R15)'),
	disable_instant_spend: may(flag(), 'True: no instant spends (R14.4)'),
	terminal_identifier: may(paymentText(64), 'The calling terminal; kept'),
	total_discount_amount: may(unsignedAmount(), 'For information (R16.10)'),
	...referenceFields
};

export const previewRequest = z.object({
	...customerFields,
	...placeFields,
	performed_on: may(date(), 'When; now when missing'),
	...purchaseFields,
	...selection
});

export const createPurchaseRequest = z.object({
	id: may(guid(), 'ID chosen by the caller; a repeated call with it changes nothing'),
	...customerFields,
	...placeFields,
	performed_on: must(date(), 'When the sale happened; may lie in the past'),
	...purchaseFields,
	reference_number: must(text(100), 'Receipt number; with store and external system it names the sale once'),
	requested_spend_amount: may(unsignedAmount(), 'To be spent in the same call (R17); the answer may grant less'),
	authorized_by_access_token_identifier: may(identify.accessToken, 'Accepted and not used'),
	process_immediately: may(flag(), 'Accepted and not used: calls always take effect at once'),
	...selection
});

const spendPart = z.object({ spend_amount: may(unsignedAmount(), 'As for spend_requests/create') });

const nestedPurchase = z.object({
	...purchaseFields,
	id: may(guid(), 'ID chosen by the caller'),
	reference_number: must(text(100), 'Receipt number')
});

/** The shared members stand outside, the purchase and the spend request in objects of their own. */
export const createSpendRequest = z.object({
	...customerFields,
	...placeFields,
	performed_on: must(date(), 'When the sale happened'),
	...referenceFields,
	authorized_by_access_token_identifier: may(identify.accessToken, 'Accepted and not used'),
	purchase_customer_event: must(nestedPurchase, 'The purchase, as for purchases/create'),
	spend_request_customer_event: must(spendPart, 'The spend request'),
	...selection
});

export const eventRequest = z.object({
	customer_event_identifier: must(identify.event, 'The event'),
	description: may(longText(), 'Why; kept'),
	...selection
});

export const listPurchasesRequest = z.object({
	...customerFields,
	classification_identifier: may(identify.named, 'Instead of a customer: all purchases of a classification'),
	spend_requests_applied: may(flag(), 'Only purchases with (without) a spend request'),
	eligible_for_spending: may(flag(), 'Only purchases that can (not) take another spend request'),
	submitted_after_date: may(date(), 'Only purchases after that moment'),
	submitted_before_date: may(date(), 'Only purchases before that moment'),
	life_cycle_state: may(word(['POSTED', 'CANCELLED']), 'Only purchases in this state'),
	performed_by_unit_identifier: may(identify.unit, 'Only purchases of this store'),
	reference_number: may(text(100), 'Only the purchase with this receipt number'),
	...pageFields,
	...selection
});

export const previewAnswer = z.object({
	total_award_amount: orNull(amount(), 'Will be awarded'),
	total_award_alternative_amount: orNull(amount(), 'Will be awarded in points'),
	total_instant_spend_amount: orNull(amount(), 'Taken at once by offers'),
	total_automatic_spend_amount: orNull(amount(), 'Taken by the customer’s own setting'),
	total_additional_spend_amount: orNull(amount(), 'How much more the customer may ask to spend'),
	minimum_spend_amount_per_transaction: orNull(amount(), 'Least amount of a spend request'),
	maximum_spend_amount_per_transaction: orNull(amount(), 'Largest amount of a spend request; null: no limit'),
	reduction_method: orNull(text(30), 'FRONT_END_REDUCTION: the till lowers the bill. BACK_END_REDUCTION: it does not'),
	allow_spending: orNull(flag(), 'Whether anything may be spent on this purchase'),
	rewards_participant_id: orNull(guid(), 'The customer'),
	rewards_participant_name: orNull(text(), 'The customer'),
	wallet_balance: orNull(amount(), 'Balance now'),
	wallet_alternative_balance: orNull(amount(), 'Balance now, in points'),
	voucher_types_set: orNull(set(z.unknown(), 100), 'Vouchers given at once: none here'),
	messages_set: orNull(set(text(300), 20), 'Sentences for the customer')
});

const productAnswer = z.object({
	id: orNull(guid(), 'ID of the product'),
	code: orNull(text(64), 'Its code'),
	description: orNull(text(), 'Its name'),
	alternative_code: orNull(text(64), 'Another code')
});

export const lineAnswer = titled(
	'Booked line',
	z.object({
		id: orNull(guid(), 'ID of the line'),
		quantity: orNull(amount(), 'Quantity'),
		net_amount: orNull(amount(), 'Of the line'),
		vat_amount: orNull(amount(), 'Of the line'),
		total_amount: orNull(amount(), 'Of the line'),
		product: orNull(productAnswer, 'The product it was booked on'),
		intended_product_identifier: orNull(text(30), 'Which key the caller used for a product that is unknown here'),
		intended_product_value: orNull(text(64), 'And its value')
	})
);

const awardAnswer = z.object({
	id: orNull(guid(), 'ID of the transaction'),
	number: orNull(text(40), 'Its number'),
	life_cycle_state: orNull(text(20), 'POSTED or CANCELLED'),
	amount: orNull(amount(), 'Amount'),
	currency: orNull(z.object({ code: orNull(text(3), 'ISO 4217 code, or PTS for points') }), 'Currency'),
	reward_offer: orNull(z.object({ name: orNull(text(), 'Name of the offer') }), 'The offer that gave it')
});

export const purchaseAnswer = titled(
	'Purchase',
	z.object({
		id: orNull(guid(), 'ID of the purchase'),
		number: orNull(text(40), 'Its number'),
		type: orNull(text(30), 'PURCHASE'),
		life_cycle_state: orNull(text(20), 'POSTED or CANCELLED'),
		performed_on: orNull(date(), 'When the sale happened'),
		description: orNull(longText(), 'As it was sent'),
		reference_number: orNull(text(100), 'As it was sent'),
		external_system: orNull(text(60), 'As it was sent'),
		external_system_reference_number: orNull(text(100), 'As it was sent'),
		payment_medium_identifier: orNull(text(40), 'As it was sent'),
		classification: orNull(z.unknown(), 'As it was sent'),
		performed_by_unit: orNull(unitAnswer, 'The store'),
		rewards_participant: orNull(
			z.object({ id: orNull(guid(), 'ID'), number: orNull(text(40), 'Number') }),
			'The customer'
		),
		total_amount: orNull(amount(), 'Sum of the lines'),
		net_amount: orNull(amount(), 'Sum of the lines'),
		vat_amount: orNull(amount(), 'Sum of the lines'),
		total_awarded_amount: orNull(amount(), 'Awarded. Note: “awarded” here, “award” in preview'),
		total_awarded_alternative_amount: orNull(amount(), 'Awarded in points'),
		requested_spend_amount: orNull(amount(), 'As it was sent (R17)'),
		total_spend_amount: orNull(amount(), 'Instant, automatic and additional: what the till takes off the bill'),
		total_instant_spend_amount: orNull(amount(), 'Taken by offers'),
		total_automatic_spend_amount: orNull(amount(), 'Taken by the customer’s setting'),
		total_additional_spend_amount: orNull(amount(), 'Taken by spend requests'),
		front_end_spend_amount: orNull(amount(), 'The part of total_spend_amount that the till takes off the bill'),
		reduction_method: orNull(text(30), 'FRONT_END_REDUCTION or BACK_END_REDUCTION'),
		wallet_balance: orNull(amount(), 'Balance afterwards; in answers to create and cancel'),
		reversed_award_amount: orNull(amount(), 'Taken back by cancelling'),
		reversed_spend_amount: orNull(amount(), 'Given back by cancelling'),
		run_out_spend_amount: orNull(amount(), 'The part of reversed_spend_amount that had run out since and is gone'),
		products_set: orNull(set(lineAnswer, mostLines), 'The lines'),
		award_reward_transactions_set: orNull(set(awardAnswer, 200), 'The awards'),
		log_information: orNull(z.object({ created_date: orNull(date(), 'When it arrived') }), 'When it arrived')
	})
);

export type LineRequest = z.output<typeof lineRequest>;
export type PreviewRequest = z.output<typeof previewRequest>;
export type CreatePurchaseRequest = z.output<typeof createPurchaseRequest>;
export type CreateSpendRequest = z.output<typeof createSpendRequest>;
export type ListPurchasesRequest = z.output<typeof listPurchasesRequest>;
export type PreviewData = z.output<typeof previewAnswer>;
export type PurchaseData = z.output<typeof purchaseAnswer>;
export type PurchaseLineData = z.output<typeof lineAnswer>;
