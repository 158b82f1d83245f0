/** Two secrets of the server rest on the device sealed with a key that cannot be exported. */
import { concatBytes } from '$lib/domain/bytes';
import type { DeviceRecord } from '../journal/rows';
import type { Ports } from '../ports';

const ivBytes = 12;

export function makeSigningKey(subtle: SubtleCrypto): Promise<CryptoKeyPair> {
	return subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
}

export function makeSealingKey(subtle: SubtleCrypto): Promise<CryptoKey> {
	return subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

export async function seal(
	{ subtle, random }: Pick<Ports, 'subtle' | 'random'>,
	key: CryptoKey,
	secret: Uint8Array<ArrayBuffer>
): Promise<Uint8Array<ArrayBuffer>> {
	const iv = random.bytes(ivBytes);
	return concatBytes(iv, new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv }, key, secret)));
}

export async function unseal(
	subtle: SubtleCrypto,
	key: CryptoKey,
	sealed: Uint8Array<ArrayBuffer>
): Promise<Uint8Array<ArrayBuffer>> {
	const iv = sealed.slice(0, ivBytes);
	return new Uint8Array(await subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed.slice(ivBytes)));
}

/** HMAC-SHA-256 under one of the device's sealed secrets. */
export async function hmacWith(
	subtle: SubtleCrypto,
	device: DeviceRecord,
	which: 'tillSecretSealed' | 'cardKeySealed',
	bytes: Uint8Array<ArrayBuffer>
): Promise<Uint8Array<ArrayBuffer>> {
	const secret = await unseal(subtle, device.sealingKey, device[which]);
	const key = await subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
	return new Uint8Array(await subtle.sign('HMAC', key, bytes));
}
