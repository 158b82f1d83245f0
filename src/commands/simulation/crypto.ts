/**
 * Cryptography of a simulation: hashes are real, a signature is a hash over public key and bytes. It proves nothing to
 * anybody outside, but it is quick, has no threads of its own and comes out the same in every run.
 */
import { createHash } from 'node:crypto';

type FakeKey = { point: Uint8Array };

const pointOf = (no: number) => {
	return new Uint8Array([
		4,
		...createHash('sha512')
			.update(`key ${String(no)}`)
			.digest()
	]);
};

export function fakeSignature(point: Uint8Array, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
	return new Uint8Array(createHash('sha512').update(point).update(bytes).digest());
}

/** `nextKey`: a running number, so that every device has a key of its own. */
export function fakeSubtle(nextKey: () => number): SubtleCrypto {
	const subtle = {
		digest: (_: string, bytes: Uint8Array) =>
			Promise.resolve(new Uint8Array(createHash('sha256').update(bytes).digest()).buffer),
		sign: (_: unknown, key: FakeKey, bytes: Uint8Array) => Promise.resolve(fakeSignature(key.point, bytes).buffer),
		generateKey: () => {
			const key: FakeKey = { point: pointOf(nextKey()) };
			return Promise.resolve({ privateKey: key, publicKey: key });
		},
		exportKey: (_: string, key: FakeKey) => Promise.resolve(new Uint8Array(key.point).buffer),
		encrypt: (_: unknown, __: unknown, bytes: Uint8Array) => Promise.resolve(new Uint8Array(bytes).buffer)
	};
	return subtle as unknown as SubtleCrypto;
}
