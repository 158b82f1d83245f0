import { createHash, webcrypto } from 'node:crypto';
import { equalBytes, fromBase64url, utf8 } from '$lib/domain/bytes';
import { signedBytes } from '$lib/domain/journal/event';

export type EventProof = {
	/** SHA-256 of the kept text is the hash that was signed. */
	textUnchanged: boolean;
	/** The event follows the one before it (or the epoch's opening). */
	chained: boolean;
	/** The device's key signed that hash. */
	signed: boolean;
};

export type StoredEvent = { text: string; hash: string; sig: string; publicKey: Uint8Array };

/** Checks an event anew, as if it had just arrived. `formerHashes`: what may stand before it (two after a fork). */
export async function proveEvent(event: StoredEvent, formerHashes: readonly string[]): Promise<EventProof> {
	const computed = createHash('sha256').update(utf8(event.text)).digest();
	const kept = fromBase64url(event.hash);
	return {
		textUnchanged: kept !== null && equalBytes(computed, kept),
		chained: formerHashes.includes(prevOf(event.text) ?? ''),
		signed: await isSigned(event.publicKey, computed, event.sig)
	};
}

function prevOf(text: string): string | null {
	try {
		const { prev } = JSON.parse(text) as { prev?: unknown };
		return typeof prev === 'string' ? prev : null;
	} catch {
		return null;
	}
}

async function isSigned(publicKey: Uint8Array, hash: Uint8Array, sig: string): Promise<boolean> {
	const signature = fromBase64url(sig);
	if (!signature || signature.length !== 64) return false;
	const curve = { name: 'ECDSA', namedCurve: 'P-256' };
	const key = await webcrypto.subtle.importKey('raw', new Uint8Array(publicKey), curve, false, ['verify']);
	const bytes = new Uint8Array(signedBytes(hash));
	return webcrypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, bytes);
}
