import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';

/** A device's public key from its uncompressed P-256 point (65 bytes); null when that is no point of the curve. */
export function readPublicKey(point: Uint8Array): KeyObject | null {
	if (point.length !== 65 || point[0] !== 4) return null;
	const coordinate = (from: number) => Buffer.from(point.subarray(from, from + 32)).toString('base64url');
	try {
		return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) }, format: 'jwk' });
	} catch {
		return null;
	}
}

/** Whether `signature` (r ‖ s, 64 bytes, base64url) is the key's ES256 signature of `bytes`. */
export function isSignedBy(key: KeyObject, bytes: Uint8Array, signature: string): boolean {
	return verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
}

/** SHA-256 of a text's UTF-8 bytes or of bytes, base64url. */
export function sha256Base64url(input: string | Uint8Array): string {
	return createHash('sha256').update(input).digest('base64url');
}

/** SHA-256 of a text's UTF-8 bytes or of bytes. */
export function sha256(input: string | Uint8Array): Uint8Array {
	return createHash('sha256').update(input).digest();
}
