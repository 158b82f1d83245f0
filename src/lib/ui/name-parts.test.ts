import { describe, expect, it } from 'vitest';
import { nameParts } from './name-parts';

describe('the name of a tile', () => {
	it('stays as it is while it fits, or has nowhere to break', () => {
		expect(nameParts('Croissant Double')).toBeNull();
		expect(nameParts('Donaudampfschifffahrtsgesellschaftskapitän')).toBeNull();
	});

	it('shows the end, where variants differ', () => {
		expect(nameParts('Harbour Blend Whole Bean Coffee 500 g')).toEqual(['Harbour Blend Whole Bean', 'Coffee 500 g']);
		expect(nameParts('Harbour Blend Whole Bean Coffee 250 g')?.[1]).toBe('Coffee 250 g');
		expect(nameParts('Linen Shirt with a Very Long Name, blue')).toEqual([
			'Linen Shirt with a Very',
			'Long Name, blue'
		]);
	});

	it('is still the whole name', () => {
		const name = 'Galaxy Note 9 Leather View Cover, dark brown';
		expect(nameParts(name)?.join(' ')).toBe(name);
	});
});
