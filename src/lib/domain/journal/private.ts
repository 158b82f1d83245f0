import { concatBytes, utf8 } from '../bytes';
import type { Sha256 } from './event';

export const saltBytes = 16;

/**
 * SHA-256(salt ‖ UTF-8 of the text): what an event's body holds of its private part. The salt is 16 random bytes, so that
 * a name cannot be guessed from the hash once text and salt are erased (DESIGN.md §5). Throws for another length of salt.
 */
export function hashPrivate(salt: Uint8Array, text: string, sha256: Sha256): Promise<Uint8Array> {
	if (salt.length !== saltBytes) throw new RangeError(`a salt has ${String(saltBytes)} bytes`);
	return sha256(concatBytes(salt, utf8(text)));
}
