import { describe, expect, it } from 'vitest';
import { padKey, typeDigit } from './digits';

const type = (...keys: string[]) => keys.reduce((minor, key) => typeDigit(minor, key), 0);

describe('digits', () => {
	it('fills an amount from the right', () => {
		expect(type('5', '0', '00')).toBe(5000);
		expect(type('1', '2', '3', 'delete')).toBe(12);
		expect(type('delete')).toBe(0);
	});

	it('stops before an amount nobody pays in cash', () => {
		expect(typeDigit(99_999_999, '9')).toBe(99_999_999);
		expect(typeDigit(9_999_999, '00')).toBe(9_999_999);
	});

	it('takes only its own keys', () => {
		expect(['7', 'Backspace', 'a', 'Enter', '.'].map(padKey)).toEqual(['7', 'delete', undefined, undefined, undefined]);
		expect(typeDigit(5, 'x')).toBe(5);
	});
});
