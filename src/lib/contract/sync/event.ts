/** An event's envelope as it is read back from its text (DESIGN.md §5). The body is checked apart, by type: an unreadable body is quarantined, never refused. */
import * as z from 'zod/mini';
import { epoch, hash, id, instant, seq, signature, text } from './values';

export const envelope = z.strictObject({
	id,
	tillId: id,
	epoch,
	seq,
	type: text(40),
	v: z.int().check(z.gte(1)),
	at: instant,
	clockOffsetMs: z.int(),
	staffId: z.nullable(id),
	body: z.unknown(),
	prev: hash
});

export type Envelope = z.output<typeof envelope>;

/** Personal data beside an event: `salt` 16 bytes base64url, `text` JSON. Erasable; the event's body holds their hash. */
export const privatePart = z.strictObject({
	salt: z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/)),
	text: z.string().check(z.maxLength(4000))
});

/** At most this much travels in one push. */
export const pushLimits = { events: 200, bytes: 1_048_576 } as const;

export const sealedEvent = z.strictObject({
	seq,
	text: z.string().check(z.minLength(2), z.maxLength(262_144)),
	hash,
	sig: signature,
	private: z.optional(privatePart)
});

export type SealedEventOnWire = z.output<typeof sealedEvent>;
