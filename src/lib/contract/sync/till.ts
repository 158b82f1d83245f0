/** Enrolment, session and epoch of a till. All answers that open an epoch carry `epochText`; its SHA-256 is the `prev` of the epoch's first event. */
import * as z from 'zod/mini';
import { epoch, hash, id, instant, signature, text } from './values';

/** Uncompressed P-256 point (65 bytes) in base64url. */
export const publicKey = z.string().check(z.regex(/^[A-Za-z0-9_-]{87}$/));

/** The `appVersion` of a till that never was a tablet: a program, such as a replay, kept its journal. */
export const headlessVersion = 'headless';

export const enrolRequest = z.strictObject({
	/** Crockford base 32; spaces, dashes and case do not matter. */
	code: z.string().check(z.minLength(8), z.maxLength(16)),
	publicKey,
	deviceName: text(80),
	appVersion: text(40),
	/**
	 * What this till was before, when the server no longer knows it (restored from a backup older than its enrolment). The
	 * code is the manager's word that its journal may come in through `/api/sync/recover`; `epoch` is the highest it used.
	 * Where that was another till, a manager decides about the journal; `till` is for when that till is forgotten too.
	 */
	former: z.optional(
		z.strictObject({
			...{ deviceId: id, tillId: id, publicKey, epoch },
			till: z.optional(z.strictObject({ code: text(12), name: text(80), storeId: id }))
		})
	)
});

export const epochGrant = z.object({
	epoch,
	/** JSON made once by the server: { tillId, deviceId, epoch, reason, at, random }. */
	epochText: text(1000),
	epochHash: hash
});

export const enrolAnswer = z.object({
	tillId: id,
	tillCode: text(12),
	tillName: text(80),
	storeId: id,
	deviceId: id,
	/** 32 bytes, base64url: keys the PIN verifiers this till receives. Sealed on the device. */
	tillSecret: hash,
	/** 32 bytes, base64url: HMAC key of card numbers, the same for all tills. Sealed on the device. */
	cardKey: hash,
	grant: epochGrant,
	generation: z.int(),
	serverTime: instant
});

/** Signed bytes: `tillit-session-1` ‖ 0x00 ‖ SHA-256(`deviceId|at|nonce`), ES256 by the device key. */
export const sessionRequest = z.strictObject({
	deviceId: id,
	at: instant,
	/** 16 random bytes, base64url; used once. */
	nonce: z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/)),
	sig: signature
});

export const sessionAnswer = z.object({
	token: z.string().check(z.minLength(40), z.maxLength(64)),
	expiresAt: instant,
	serverTime: instant,
	deviceState: z.enum(['active', 'retired', 'stolen'])
});

export const epochRequest = z.strictObject({
	reason: z.enum(['fork', 'lost_events', 'restored', 'requested']),
	formerEpoch: z.int().check(z.gte(0), z.lte(999_999)),
	formerHeadSeq: z.int().check(z.gte(0)),
	formerHeadHash: z.nullable(hash)
});

export const epochAnswer = z.object({ grant: epochGrant, generation: z.int(), serverTime: instant });

export type EnrolRequest = z.output<typeof enrolRequest>;
export type EnrolAnswer = z.output<typeof enrolAnswer>;
export type EpochGrant = z.output<typeof epochGrant>;
export type SessionRequest = z.output<typeof sessionRequest>;
export type SessionAnswer = z.output<typeof sessionAnswer>;
export type EpochRequest = z.output<typeof epochRequest>;
export type EpochAnswer = z.output<typeof epochAnswer>;
