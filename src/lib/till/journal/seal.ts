/** The device's hash and signature, as the domain asks for them. */
import type { Sha256, Sign } from '$lib/domain/journal/event';

export async function sha256(subtle: SubtleCrypto, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
	return new Uint8Array(await subtle.digest('SHA-256', bytes.slice()));
}

/** ES256 with the device's key: 64 bytes, r ‖ s. */
export async function sign(subtle: SubtleCrypto, key: CryptoKey, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
	return new Uint8Array(await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, bytes.slice()));
}

export function sha256With(subtle: SubtleCrypto): Sha256 {
	return (bytes) => sha256(subtle, bytes);
}

export function signWith(subtle: SubtleCrypto, key: CryptoKey): Sign {
	return (bytes) => sign(subtle, key, bytes);
}
