import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gs1CheckDigit } from './check-digit';
import { expandUpcE, gtinUse, isGtin, isMistypedGtin, toGtin14 } from './gtin';

describe('GTIN', () => {
	it.each([
		['96385074', '00000096385074'],
		['036000241457', '00036000241457'],
		['4006381333931', '04006381333931'],
		['09521234543213', '09521234543213']
	])('stores %s as %s', (code, gtin14) => {
		expect(toGtin14(code)).toBe(gtin14);
	});

	it.each(['4006381333932', '106141411234567897', '1234565', '', '40063813339 1'])('refuses %j', (code) => {
		expect(isGtin(code)).toBe(false);
		expect(toGtin14(code)).toBeNull();
	});

	it('tells a mistyped number from something else', () => {
		expect(isMistypedGtin('4006381333932')).toBe(true);
		expect(isMistypedGtin('4006381333931')).toBe(false);
		expect(isMistypedGtin('4011')).toBe(false);
	});

	it('normalises to 14 digits that are a GTIN again', () => {
		const payload = fc.oneof(fc.stringMatching(/^[0-9]{7}$/), fc.stringMatching(/^[0-9]{11,13}$/));
		fc.assert(
			fc.property(payload, (body) => {
				const gtin14 = toGtin14(body + String(gs1CheckDigit(body)));
				expect(gtin14).toHaveLength(14);
				expect(toGtin14(gtin14 ?? '')).toBe(gtin14);
			})
		);
	});
});

describe('UPC-E', () => {
	it.each([
		['01234565', '012345000065'],
		['04252614', '042100005264'],
		['01234531', '012300000451'],
		['00123457', '001234000057']
	])('expands %s to %s', (upcE, upcA) => {
		expect(expandUpcE(upcE)).toBe(upcA);
	});

	it.each(['01234566', '21234565', '0123456', 'abcdefgh'])('refuses %j', (code) => {
		expect(expandUpcE(code)).toBeNull();
	});
});

describe('GTIN prefixes', () => {
	it.each([
		['4006381333931', 'goods'],
		['9780306406157', 'goods'],
		['2100001000004', 'in_store'],
		['0212345000007', 'in_store'],
		['212345000007', 'in_store'],
		['9800000000007', 'refund_receipt'],
		['9810000000004', 'coupon'],
		['9900000000004', 'coupon'],
		['96385074', 'goods'],
		['20000004', 'in_store']
	] as const)('reads %s as %s', (code, use) => {
		expect(gtinUse(code.padStart(14, '0'))).toBe(use);
	});
});
