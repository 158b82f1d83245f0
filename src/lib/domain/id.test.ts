import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUuid, uuidv7 } from './id';

const tenBytes = fc.uint8Array({ minLength: 10, maxLength: 10 });

describe('uuidv7', () => {
	it('gives the example of RFC 9562 appendix A.6', () => {
		const random = Uint8Array.of(0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f);
		expect(uuidv7(0x017f22e279b0, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
	});

	it('is a UUID of version 7 for any time and any randomness', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), tenBytes, (now, random) => {
				const id = uuidv7(now, random);
				expect(isUuid(id)).toBe(true);
				expect(id[14]).toBe('7');
				expect(parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(now);
			})
		);
	});

	it('sorts as text by time', () => {
		const anyTime = fc.integer({ min: 0, max: 2 ** 48 - 2 });
		fc.assert(
			fc.property(anyTime, tenBytes, tenBytes, (now, a, b) => {
				expect(uuidv7(now, a) < uuidv7(now + 1, b)).toBe(true);
			})
		);
	});

	it('refuses too little randomness and times that do not fit', () => {
		expect(() => uuidv7(0, new Uint8Array(9))).toThrow(RangeError);
		expect(() => uuidv7(-1, new Uint8Array(10))).toThrow(RangeError);
		expect(() => uuidv7(Number.NaN, new Uint8Array(10))).toThrow(RangeError);
		expect(() => uuidv7(2 ** 48, new Uint8Array(10))).toThrow(RangeError);
	});
});

describe('isUuid', () => {
	it('knows ids from other texts', () => {
		expect(isUuid('017F22E2-79B0-7CC3-98C4-DC0C0C07398F')).toBe(true);
		expect(isUuid('017f22e279b07cc398c4dc0c0c07398f')).toBe(false);
		expect(isUuid('017f22e2-79b0-7cc3-98c4-dc0c0c07398f ')).toBe(false);
		expect(isUuid('')).toBe(false);
	});
});
