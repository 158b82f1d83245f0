/** Refusals on the wire: RFC 9457 problem+json with a stable `code`. A code is never reused for another meaning. */
import * as z from 'zod/mini';

export const problemCodes = [
	'amount_above_maximum',
	'amount_below_minimum',
	'bad_json',
	'bad_request',
	'body_too_large',
	'card_blocked',
	'card_not_active',
	'card_not_known',
	'card_not_theirs',
	'card_prepared',
	'card_replaced',
	'card_taken',
	'clock_off',
	'code_expired',
	'code_used',
	'code_wrong',
	'conflict',
	'contact_known',
	'contact_unreadable',
	'cursor_ahead',
	'cursor_gone',
	'device_retired',
	'device_stolen',
	'forbidden',
	'internal',
	'member_ambiguous',
	'member_ended',
	'member_not_found',
	'method_not_allowed',
	'not_demo',
	'not_found',
	'not_open',
	'not_signed_in',
	'nothing_to_spend',
	'origin_refused',
	'original_is_return',
	'payment_card',
	'receipt_unknown',
	'replayed',
	'return_open_elsewhere',
	'returned_more_than_sold',
	'rewards_unavailable',
	'sale_already_closed',
	'signature_wrong',
	'spend_blocked',
	'till_unknown',
	'too_late',
	'too_many_tries',
	'unsupported_media_type',
	'voucher_expired',
	'voucher_other_currency',
	'voucher_unknown',
	'voucher_used',
	'wrong_credentials'
] as const;

export type ProblemCode = (typeof problemCodes)[number];

export const problem = z.object({
	type: z.string(),
	title: z.string(),
	status: z.int(),
	code: z.string(),
	detail: z.optional(z.string()),
	/** The offending fields: JSON pointer and what is wrong with it. */
	errors: z.optional(z.array(z.object({ pointer: z.string(), detail: z.string() }))),
	/** With `clock_off`: what time it is, so that the asker can correct itself. */
	serverTime: z.optional(z.string())
});

export type Problem = z.output<typeof problem>;
