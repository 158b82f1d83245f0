/** Refusals on the wire: RFC 9457 problem+json with a stable `code`. A code is never reused for another meaning. */
import * as z from 'zod/mini';

export const problemCodes = [
	'bad_json',
	'bad_request',
	'body_too_large',
	'clock_off',
	'code_expired',
	'code_used',
	'code_wrong',
	'conflict',
	'cursor_ahead',
	'cursor_gone',
	'device_retired',
	'device_stolen',
	'forbidden',
	'internal',
	'method_not_allowed',
	'not_demo',
	'not_found',
	'not_signed_in',
	'origin_refused',
	'replayed',
	'signature_wrong',
	'till_unknown',
	'too_many_tries',
	'unsupported_media_type',
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
