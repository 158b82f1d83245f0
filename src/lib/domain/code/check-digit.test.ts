import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gs1CheckDigit, hasGs1CheckDigit, hasLuhnDigit, luhnDigit } from './check-digit';

const digits = fc.stringMatching(/^[0-9]{1,30}$/);

describe('GS1 check digit', () => {
	it.each([
		['4006381333931', 'GTIN-13'],
		['5901234123457', 'GTIN-13'],
		['036000241457', 'UPC-A'],
		['96385074', 'GTIN-8'],
		['09521234543213', 'GTIN-14'],
		['106141411234567897', 'SSCC'],
		['123456789012345675', 'GSRN'],
		['9521234000013', 'GCN base']
	])('accepts %s, a %s', (code) => {
		expect(hasGs1CheckDigit(code)).toBe(true);
	});

	it.each([
		['4006381333932', 1],
		['2305000123454', 1],
		['2100001015003', 8],
		['2340119005006', 7]
	])('refuses %s, whose check digit is %i', (code, right) => {
		expect(hasGs1CheckDigit(code)).toBe(false);
		expect(gs1CheckDigit(code.slice(0, -1))).toBe(right);
	});

	it('notices every single wrong digit', () => {
		fc.assert(
			fc.property(digits, fc.nat(), fc.integer({ min: 1, max: 9 }), (payload, at, shift) => {
				const place = at % payload.length;
				const wrong = String((Number(payload[place]) + shift) % 10);
				const check = String(gs1CheckDigit(payload));
				expect(hasGs1CheckDigit(payload + check)).toBe(true);
				expect(hasGs1CheckDigit(payload.slice(0, place) + wrong + payload.slice(place + 1) + check)).toBe(false);
			})
		);
	});
});

describe('Luhn digit', () => {
	it.each(['79927398713', '4111111111111111', '9600010000000426'])('accepts %s', (code) => {
		expect(hasLuhnDigit(code)).toBe(true);
	});

	it.each(['4111111111111112', '', '7', 'x0', '７９９２７３９８７１３'])('refuses %j', (code) => {
		expect(hasLuhnDigit(code)).toBe(false);
	});

	it('completes any digits', () => {
		fc.assert(fc.property(digits, (payload) => hasLuhnDigit(payload + String(luhnDigit(payload)))));
	});
});
