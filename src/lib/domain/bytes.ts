const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BASE64URL_VALUES = new Map([...BASE64URL].map((letter, value) => [letter, value]));

/** The UTF-8 bytes of a text; a lone surrogate becomes U+FFFD. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
	return new TextEncoder().encode(text);
}

/** The text of UTF-8 bytes, or null when the bytes are not UTF-8. A byte order mark is kept. */
export function fromUtf8(bytes: Uint8Array): string | null {
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return null;
	}
}

/** All parts behind one another in a new array. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let offset = 0;
	for (const part of parts) {
		whole.set(part, offset);
		offset += part.length;
	}
	return whole;
}

/** Whether both arrays hold the same bytes. Not in constant time: never compare secrets with it. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** Two lower-case hexadecimal digits a byte. */
export function toHex(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The bytes of hexadecimal digits in either case, or null when the text is anything else. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> | null {
	if (!/^(?:[0-9a-f]{2})*$/i.test(text)) return null;
	return Uint8Array.from({ length: text.length / 2 }, (_, index) => parseInt(text.slice(index * 2, index * 2 + 2), 16));
}

/** Base 64 with the URL alphabet and without padding (RFC 4648 §5). */
export function toBase64url(bytes: Uint8Array): string {
	let text = '';
	for (let offset = 0; offset < bytes.length; offset += 3) {
		const taken = Math.min(3, bytes.length - offset);
		const group = ((bytes[offset] ?? 0) << 16) | ((bytes[offset + 1] ?? 0) << 8) | (bytes[offset + 2] ?? 0);
		for (let place = 0; place <= taken; place++) text += BASE64URL.charAt((group >> (18 - 6 * place)) & 63);
	}
	return text;
}

/**
 * The bytes of unpadded base64url text, or null when the text is anything else. Strict: padding, other alphabets and
 * left-over bits that are not zero are refused, so that one value has exactly one text (hashes and signatures travel so).
 */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | null {
	if (text.length % 4 === 1) return null;
	const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
	let bits = 0;
	let held = 0;
	let offset = 0;
	for (const letter of text) {
		const value = BASE64URL_VALUES.get(letter);
		if (value === undefined) return null;
		held = ((held << 6) | value) & 0x3fff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			bytes[offset++] = (held >> bits) & 0xff;
		}
	}
	return (held & ((1 << bits) - 1)) === 0 ? bytes : null;
}
