import * as z from 'zod/mini';
import { describe, expect, it } from 'vitest';
import { amount, date, flag, guid, may, must, noteOf, orNull, quantity, set, text, toGuid, toUuid, word } from './wire';

const uuid = '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001';
const read = (schema: z.ZodMiniType, value: unknown) => {
	const result = schema.safeParse(value);
	return result.success ? result.data : 'refused';
};

describe('tolerant reading', () => {
	it('treats null, empty and missing alike', () => {
		const body = z.object({ a: may(text(), ''), b: orNull(text(), '') });
		for (const given of [{}, { a: null, b: null }, { a: '', b: '' }]) {
			expect(read(body, given)).toEqual({ b: null });
		}
		expect(read(z.object({ a: must(text(), '') }), { a: '' })).toBe('refused');
	});

	it('ignores what it does not know', () => {
		expect(read(z.object({ a: must(text(), '') }), { a: 'x', b: { c: 1 } })).toEqual({ a: 'x' });
	});

	it('takes numbers as texts and texts as numbers', () => {
		expect(read(amount(), '12.40')).toBe(12.4);
		expect(read(amount(), ' -3 ')).toBe(-3);
		expect(read(text(), 29)).toBe('29');
		for (const wrong of ['12,40', '', '1e3', 'x', true, null, [], {}, Number.NaN, 1e12]) {
			expect(read(amount(), wrong)).toBe('refused');
		}
		for (const wrong of [0, -1, 100_000, '']) expect(read(quantity(), wrong)).toBe('refused');
	});

	it('takes 0, 1 and words as booleans', () => {
		expect([true, 1, '1', 'true', 'TRUE'].map((value) => read(flag(), value))).toEqual([true, true, true, true, true]);
		expect([false, 0, '0', 'False'].map((value) => read(flag(), value))).toEqual([false, false, false, false]);
		expect([2, 'yes', null].map((value) => read(flag(), value))).toEqual(['refused', 'refused', 'refused']);
	});

	it('takes a GUID in every spelling', () => {
		for (const spelling of [uuid, uuid.toUpperCase(), toGuid(uuid), ` ${toGuid(uuid).toLowerCase()} `]) {
			expect(read(guid(), spelling)).toBe(uuid);
		}
		expect(toGuid(uuid)).toBe('0199AAAABBBB7CCC8DDDEEEEFFFF0001');
		expect(toUuid('0199AAAABBBB7CCC8DDDEEEEFFFF000')).toBeNull();
	});

	it('takes one object where a set is meant', () => {
		expect(read(set(z.object({ a: must(text(), '') }), 2), { a: 'x' })).toEqual([{ a: 'x' }]);
		expect(read(set(text(), 2), ['a', 'b', 'c'])).toBe('refused');
	});

	it('refuses control characters and dates that are none in form', () => {
		expect(read(text(), 'a\u001b[31m')).toBe('refused');
		for (const good of ['2026-03-14', '2026-03-14T10:42', '2026-03-14 10:42:07', '2026-03-14T10:42:07.5Z']) {
			expect(read(date(), good)).toBe(good);
		}
		for (const bad of ['14.03.2026', '2026-3-14', '2026-03-14T1:2:3', 1710412927])
			expect(read(date(), bad)).toBe('refused');
		expect(read(word(['POSTED']), 'posted')).toBe('POSTED');
	});

	it('remembers what a field means', () => {
		expect(noteOf(must(amount(), 'Sum'))).toMatchObject({ type: 'Number', meaning: 'Sum', required: true });
		expect(noteOf(may(set(text(), 3, 'names'), 'Names'))).toMatchObject({ type: 'Array of names', required: false });
	});
});
