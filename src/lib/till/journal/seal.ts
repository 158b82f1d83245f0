/** Hashing and signing of events with the device's key. */
import { toBase64url, utf8 } from '$lib/domain/bytes';
import { eventText, signedBytes, type EventFields, type SealedEvent } from '$lib/domain/journal/event';

export async function sha256(subtle: SubtleCrypto, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
	return new Uint8Array(await subtle.digest('SHA-256', bytes));
}

/** ES256 with the device's key: 64 bytes, r ‖ s. */
export async function sign(
	subtle: SubtleCrypto,
	key: CryptoKey,
	bytes: Uint8Array<ArrayBuffer>
): Promise<Uint8Array<ArrayBuffer>> {
	return new Uint8Array(await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, bytes));
}

/** Text, hash and signature of an event: made once, kept for ever. */
export async function sealEvent(subtle: SubtleCrypto, key: CryptoKey, fields: EventFields): Promise<SealedEvent> {
	const text = eventText(fields);
	const hash = await sha256(subtle, utf8(text));
	const sig = await sign(subtle, key, signedBytes(hash).slice());
	return { text, hash: toBase64url(hash), sig: toBase64url(sig) };
}
