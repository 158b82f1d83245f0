import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aiAt, isValidElement, toIsoDate } from './ai';
import { parseElementString } from './element-string';

const GS = '\u001d';

describe('element strings', () => {
	it('reads fields of fixed and of variable length', () => {
		expect(parseElementString(`011231231231233310ABC123${GS}99TESTING`)).toEqual({
			ok: true,
			elements: [
				{ ai: '01', value: '12312312312333' },
				{ ai: '10', value: 'ABC123' },
				{ ai: '99', value: 'TESTING' }
			]
		});
	});

	it('reads weight, price and coupon', () => {
		const text = `0105412345000013310300018939232172${GS}2559521234000013123`;
		expect(parseElementString(text)).toMatchObject({
			elements: [{ ai: '01' }, { ai: '3103', value: '000189' }, { ai: '3923', value: '2172' }, { ai: '255' }]
		});
	});

	it('accepts separators in front, doubled and at the end', () => {
		const plain = parseElementString(`0109521234543213${GS}10A`);
		expect(parseElementString(`${GS}0109521234543213${GS}${GS}10A${GS}`)).toEqual(plain);
	});

	it.each([
		['', 'empty', 0],
		['0109521234543214', 'invalid_value', 0],
		['01095212', 'invalid_value', 0],
		['010952123454321305', 'unknown_ai', 16],
		['17261331', 'invalid_value', 0],
		['10', 'invalid_value', 0],
		['hello', 'unknown_ai', 0]
	])('refuses %j as %s at %i', (text, code, at) => {
		expect(parseElementString(text)).toEqual({ ok: false, code, at });
	});

	it('comes to an end for any text', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
				expect(typeof parseElementString(text).ok).toBe('boolean');
			})
		);
	});
});

describe('application identifiers', () => {
	it('have two to four digits', () => {
		expect(aiAt('0109')).toBe('01');
		expect(aiAt('2559')).toBe('255');
		expect(aiAt('3103')).toBe('3103');
		expect(aiAt('8018')).toBe('8018');
		expect(aiAt('05')).toBeNull();
		expect(aiAt('')).toBeNull();
	});

	it('check the digits that carry one', () => {
		expect(isValidElement({ ai: '8018', value: '123456789012345675' })).toBe(true);
		expect(isValidElement({ ai: '8018', value: '123456789012345674' })).toBe(false);
		expect(isValidElement({ ai: '255', value: '9521234000013' })).toBe(true);
		expect(isValidElement({ ai: '255', value: '9521234000014' })).toBe(false);
	});

	it('read dates, day 00 as the last of the month', () => {
		expect(toIsoDate('261231')).toBe('2026-12-31');
		expect(toIsoDate('280200')).toBe('2028-02-29');
		expect(toIsoDate('260230')).toBeNull();
		expect(toIsoDate('260001')).toBeNull();
		expect(toIsoDate('2612')).toBeNull();
	});
});
