/** The small value types of the wire, with the limits of specs: text ≤ 200, amounts ≤ 10⁹ minor units, quantities ≤ 99,999.999. */
import * as z from 'zod/mini';

/** Text without control characters (they would reach printers and logs), 1 … `max` characters. */
export const text = (max: number) =>
	z.string().check(z.minLength(1), z.maxLength(max), z.regex(/^[^\p{Cc}]*$/u, 'no control characters'));

export const name = text(200);
export const id = z.uuid();
/** 32 bytes in base64url. */
export const hash = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));
/** 64 bytes in base64url: an ES256 signature, r ‖ s. */
export const signature = z.string().check(z.regex(/^[A-Za-z0-9_-]{86}$/));
/** RFC 3339 in UTC with milliseconds. */
export const instant = z.iso.datetime({ precision: 3 });
export const amount = z.int().check(z.gte(-1_000_000_000), z.lte(1_000_000_000));
export const unsignedAmount = z.int().check(z.gte(0), z.lte(1_000_000_000));
export const quantity = z.int().check(z.gte(-99_999_999), z.lte(99_999_999));
export const basisPoints = z.int().check(z.gte(0), z.lte(10_000));
/** Where a spend comes from, and the lines it may pay for; no line numbers: for all. */
export const spendLots = z
	.array(
		z.strictObject({
			/** Null: several lots together, or not told. */
			lotId: z.nullable(text(64)),
			amountMinor: unsignedAmount,
			lineNos: z.array(z.int().check(z.gte(1), z.lte(500))).check(z.maxLength(500))
		})
	)
	.check(z.maxLength(500));
/** Till code – epoch – running number, for example `S01T02-1-000214`. */
export const receiptNumber = z.string().check(z.regex(/^[A-Z0-9]{2,12}-\d{1,6}-\d{6,9}$/));
export const seq = z.int().check(z.gte(1), z.lte(2_147_483_647));
/** As many as a receipt number has digits for. */
export const epoch = z.int().check(z.gte(1), z.lte(999_999));
