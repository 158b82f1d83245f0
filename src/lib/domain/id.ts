import { toHex } from './bytes';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const LARGEST_TIME = 2 ** 48 - 1;
const RANDOM_BYTES = 10;

/**
 * A UUID of version 7 (RFC 9562 §5.7), lower case: 48 bits of Unix milliseconds, then 74 random bits, so that ids sort by
 * the time they were made. `nowMs` is epoch milliseconds in 0 … 2^48 − 1; `random` holds at least ten bytes, the first ten
 * are used. Throws a RangeError for anything else: that is a bug of the caller, never user input.
 */
export function uuidv7(nowMs: number, random: Uint8Array): string {
	if (!Number.isFinite(nowMs) || nowMs < 0 || nowMs > LARGEST_TIME) {
		throw new RangeError(`uuidv7 needs epoch milliseconds, got ${String(nowMs)}`);
	}
	if (random.length < RANDOM_BYTES) {
		throw new RangeError(`uuidv7 needs ${String(RANDOM_BYTES)} random bytes, got ${String(random.length)}`);
	}
	const bytes = new Uint8Array(16);
	const view = new DataView(bytes.buffer);
	const ms = Math.floor(nowMs);
	view.setUint16(0, Math.floor(ms / 2 ** 32));
	view.setUint32(2, ms % 2 ** 32);
	bytes.set(random.subarray(0, RANDOM_BYTES), 6);
	view.setUint8(6, 0x70 | (view.getUint8(6) & 0x0f));
	view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
	const hex = toHex(bytes);
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Whether the text is a UUID of any version in the usual form with hyphens; upper case is accepted. */
export function isUuid(text: string): boolean {
	return UUID.test(text);
}
