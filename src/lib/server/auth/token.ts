import { createHash } from 'node:crypto';
import { toBase64url } from '$lib/domain/bytes';
import type { Ports } from '$lib/server/ports';

/** A random 256-bit secret for a cookie or link, and the hash that the database keeps in its place. */
export function newToken(ports: Ports): { token: string; tokenHash: Buffer } {
	const token = toBase64url(ports.randomBytes(32));
	return { token, tokenHash: hashToken(token) };
}

/** SHA-256 is enough here: the token is random, there is nothing to guess. */
export function hashToken(token: string): Buffer {
	return createHash('sha256').update(token).digest();
}
