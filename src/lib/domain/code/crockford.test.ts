import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../bytes';
import { crockfordCheck, encodeCrockford, groupCrockford, normaliseCrockford, readCheckedCrockford } from './crockford';

describe('Crockford base 32', () => {
	it('writes ten bytes as sixteen symbols with their check symbol', () => {
		const code = encodeCrockford(fromHex('00112233445566778899') ?? new Uint8Array(0));
		expect(code).toBe('008J4CT4ANK7F24S');
		expect(crockfordCheck(code)).toBe('X');
	});

	it('has the check symbol S for 1234', () => {
		expect(crockfordCheck('1234')).toBe('S');
	});

	it('fills the last symbol with zero bits', () => {
		expect(encodeCrockford(Uint8Array.of(0xff))).toBe('ZW');
		expect(encodeCrockford(new Uint8Array(0))).toBe('');
	});

	it('reads what people type', () => {
		expect(normaliseCrockford('oO8j-4ct4 anki-f24s')).toBe('008J4CT4ANK1F24S');
		expect(normaliseCrockford('l')).toBe('1');
		expect(normaliseCrockford('ABCU')).toBeNull();
		expect(normaliseCrockford('')).toBeNull();
		expect(normaliseCrockford('ä')).toBeNull();
	});

	it('checks and takes off the check symbol', () => {
		expect(readCheckedCrockford('008j-4ct4-ank7-f24s-x')).toBe('008J4CT4ANK7F24S');
		expect(readCheckedCrockford('008J4CT4ANK7F24SY')).toBeNull();
		expect(readCheckedCrockford('S')).toBeNull();
		expect(readCheckedCrockford('')).toBeNull();
	});

	it('notices any two neighbours that changed places', () => {
		const symbols = fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{16}$/);
		fc.assert(
			fc.property(symbols, fc.integer({ min: 0, max: 14 }), (code, at) => {
				const swapped = code.slice(0, at) + code.charAt(at + 1) + code.charAt(at) + code.slice(at + 2);
				const read = readCheckedCrockford(swapped + crockfordCheck(code));
				expect(read).toBe(swapped === code ? code : null);
			})
		);
	});

	it('prints groups of four', () => {
		expect(groupCrockford('008J4CT4ANK7F24SX')).toBe('008J-4CT4-ANK7-F24S-X');
		expect(groupCrockford('')).toBe('');
	});
});
