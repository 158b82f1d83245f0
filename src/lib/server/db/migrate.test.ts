import { describe, expect, it } from 'vitest';
import { decideMissing, hashOf, migrations } from './migrate';

const files = ['0001-first', '0002-second', '0003-third'].map((name) => ({ name, sql: `select '${name}'` }));
const [first, second, third] = files as [(typeof files)[0], (typeof files)[0], (typeof files)[0]];
const applied = (...some: typeof files) => some.map((file) => ({ name: file.name, hash: hashOf(file) }));

describe('decideMissing', () => {
	it('names what is not applied yet, in order', () => {
		expect(decideMissing(files, [])).toEqual(files);
		expect(decideMissing(files, applied(first))).toEqual([second, third]);
		expect(decideMissing(files, applied(...files))).toEqual([]);
	});

	it('refuses a file that changed after it was applied', () => {
		expect(() => decideMissing([{ ...first, sql: 'select 2' }], applied(first))).toThrow(/0001-first was changed/);
	});

	it('does not mind other line ends', () => {
		const [unix, windows] = ['a\nb', 'a\r\nb'].map((sql) => ({ name: '0001', sql }));
		expect(hashOf(unix!)).toBe(hashOf(windows!));
	});

	it('refuses a database made by a newer version', () => {
		expect(() => decideMissing([first], applied(first, second))).toThrow(/newer version of Tillit \(0002-second\)/);
	});

	it('refuses a file that would have to run before an applied one', () => {
		expect(() => decideMissing(files, applied(first, third))).toThrow(/0002-second comes before 0003-third/);
	});

	it('finds the files of this version with numbers that are used once', () => {
		const numbers = migrations.map(({ name }) => name.slice(0, 4));
		expect(new Set(numbers).size).toBe(numbers.length);
		expect(migrations.every(({ name }) => /^\d{4}-[a-z0-9-]+$/.test(name))).toBe(true);
	});
});
