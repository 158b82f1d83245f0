import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, equalBytes, fromBase64url, fromHex, fromUtf8, toHex, toBase64url, utf8 } from './bytes';

const anyBytes = fc.uint8Array({ maxLength: 80 });

describe('base64url', () => {
	it.each([
		['', ''],
		['f', 'Zg'],
		['fo', 'Zm8'],
		['foo', 'Zm9v'],
		['foob', 'Zm9vYg'],
		['fooba', 'Zm9vYmE'],
		['foobar', 'Zm9vYmFy']
	])('writes %j as %j (RFC 4648 §10)', (plain, text) => {
		expect(toBase64url(utf8(plain))).toBe(text);
		expect(fromBase64url(text)).toEqual(utf8(plain));
	});

	it('uses the URL alphabet', () => {
		expect(toBase64url(Uint8Array.of(0xfb, 0xff, 0xfe))).toBe('-__-');
	});

	it('agrees with the platform for any bytes, and comes back', () => {
		fc.assert(
			fc.property(anyBytes, (bytes) => {
				const text = toBase64url(bytes);
				expect(text).toBe(Buffer.from(bytes).toString('base64url'));
				expect(fromBase64url(text)).toEqual(bytes);
			})
		);
	});

	it.each(['A', 'Zg==', 'Zh', 'Zm9', 'Zm+v', 'Zm/v', 'Zm 9', 'Zmé9'])('refuses %j', (text) => {
		expect(fromBase64url(text)).toBeNull();
	});
});

describe('hex', () => {
	it('comes back for any bytes', () => {
		fc.assert(fc.property(anyBytes, (bytes) => equalBytes(fromHex(toHex(bytes)) ?? Uint8Array.of(1), bytes)));
	});

	it('reads upper case and refuses half bytes and other letters', () => {
		expect(fromHex('00FF')).toEqual(Uint8Array.of(0, 255));
		expect(fromHex('0')).toBeNull();
		expect(fromHex('0g')).toBeNull();
	});
});

describe('bytes', () => {
	it('puts parts behind one another', () => {
		expect(concatBytes(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3))).toEqual(Uint8Array.of(1, 2, 3));
		expect(concatBytes()).toEqual(new Uint8Array(0));
	});

	it('compares content and length', () => {
		expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
		expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
		expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
	});

	it('reads UTF-8 strictly', () => {
		expect(fromUtf8(utf8('Grüße 🧾'))).toBe('Grüße 🧾');
		expect(fromUtf8(Uint8Array.of(0xff))).toBeNull();
	});
});
