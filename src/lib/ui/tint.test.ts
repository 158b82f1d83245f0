import { describe, expect, it } from 'vitest';
import { chosenTint, monogramOf, tintOf, tints } from './tint';

describe('tint', () => {
	it('is the same for the same group and covers all eight', () => {
		expect(tintOf('coffee')).toBe(tintOf('coffee'));
		const seen = new Set(Array.from({ length: 200 }, (_, i) => tintOf(`group-${i}`)));
		expect([...seen].sort()).toEqual([...tints].sort());
	});

	it('takes a choice only when it is one of the eight', () => {
		expect(chosenTint('gifts', 'x')).toBe('gifts');
		expect(chosenTint('purple', 'x')).toBe(tintOf('x'));
	});

	it('makes two letters of any name', () => {
		expect(['Flat White', 'Brownie', 'Œuf', '', '7up'].map(monogramOf)).toEqual(['Fw', 'Br', 'Œu', '?', '7u']);
	});
});
