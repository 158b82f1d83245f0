const BLOCK_BYTES = 7;
const BLOCK_DIGITS = 17;
/** Digits that the last, shorter block takes, by its number of bytes. */
const REST_DIGITS: readonly number[] = [0, 3, 5, 8, 10, 13, 15];

/**
 * Bytes as decimal digits only, so that every scanner and keyboard layout reads them: seven bytes become 17 digits, a
 * shorter last block of 1 … 6 bytes becomes 3, 5, 8, 10, 13 or 15, all padded with zeros on the left.
 */
export function encodeBlocks(bytes: Uint8Array): string {
	let text = '';
	for (let offset = 0; offset < bytes.length; offset += BLOCK_BYTES) {
		const block = bytes.subarray(offset, offset + BLOCK_BYTES);
		const value = block.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
		text += value.toString().padStart(REST_DIGITS[block.length] ?? BLOCK_DIGITS, '0');
	}
	return text;
}

/** The bytes of such digits, or null when the length is impossible or a block's value does not fit its bytes. */
export function decodeBlocks(digits: string): Uint8Array<ArrayBuffer> | null {
	if (!/^[0-9]*$/.test(digits)) return null;
	const blocks = Math.floor(digits.length / BLOCK_DIGITS);
	const restBytes = REST_DIGITS.indexOf(digits.length % BLOCK_DIGITS);
	if (restBytes < 0) return null;
	const bytes = new Uint8Array(blocks * BLOCK_BYTES + restBytes);
	for (let block = 0; block * BLOCK_DIGITS < digits.length; block++) {
		const part = digits.slice(block * BLOCK_DIGITS, (block + 1) * BLOCK_DIGITS);
		const target = bytes.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES);
		if (!writeBigEndian(BigInt(part), target)) return null;
	}
	return bytes;
}

function writeBigEndian(value: bigint, target: Uint8Array): boolean {
	let left = value;
	for (let place = target.length - 1; place >= 0; place--) {
		target[place] = Number(left & 0xffn);
		left >>= 8n;
	}
	return left === 0n;
}
