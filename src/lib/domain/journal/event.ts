/**
 * One journal entry. Its text is made once on the till and never serialised again: Dexie, OPFS, the wire and the server
 * keep this very text, so the same bytes are hashed everywhere (DESIGN.md §5).
 */

export type EventFields = {
	id: string;
	tillId: string;
	epoch: number;
	seq: number;
	type: string;
	v: number;
	/** RFC 3339, UTC, milliseconds; by the till's clock. */
	at: string;
	/** Server clock − till clock, as last measured. */
	clockOffsetMs: number;
	staffId: string | null;
	body: unknown;
	/** Hash of the entry before; of the server's epoch text for the first one. */
	prev: string;
};

export type Sha256 = (bytes: Uint8Array) => Promise<Uint8Array>;
export type Sign = (bytes: Uint8Array) => Promise<Uint8Array>;
export type Verify = (bytes: Uint8Array, signature: Uint8Array) => Promise<boolean>;

/** An event as it is kept and sent: `hash` and `sig` in base64url. */
export type SealedEvent = { text: string; hash: string; sig: string };

const signedPrefix = new TextEncoder().encode('tillit-event-1\0');

/** The text of an event: JSON with the keys in the order of `EventFields`. The body keeps the order it was built in. */
export function eventText(fields: EventFields): string {
	const { id, tillId, epoch, seq, type, v, at, clockOffsetMs, staffId, body, prev } = fields;
	return JSON.stringify({ id, tillId, epoch, seq, type, v, at, clockOffsetMs, staffId, body, prev });
}

/** The bytes a device signs for an event: `tillit-event-1`, a zero byte, the 32 bytes of the hash. */
export function signedBytes(hash: Uint8Array): Uint8Array {
	const bytes = new Uint8Array(signedPrefix.length + hash.length);
	bytes.set(signedPrefix);
	bytes.set(hash, signedPrefix.length);
	return bytes;
}
