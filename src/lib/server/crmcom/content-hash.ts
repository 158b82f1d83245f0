import { createHash } from 'node:crypto';

/** SHA-256 over the parts that make an event what it is; two calls with the same reference are compared by it. */
export function contentHash(parts: readonly unknown[]): Buffer {
	return createHash('sha256').update(JSON.stringify(parts)).digest();
}
