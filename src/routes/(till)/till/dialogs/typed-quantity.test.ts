import { describe, expect, it } from 'vitest';
import { typedQuantity } from './typed-quantity';

describe('a typed quantity', () => {
	it('is read with a point, a comma or neither', () => {
		expect(['2', '0.35', '0,35', '.5', '12.345'].map(typedQuantity)).toEqual([2000, 350, 350, 500, 12345]);
	});

	it('is nothing when it is no number, nothing at all, or too fine', () => {
		expect(['', ' ', 'two', '0', '1.2345', '-1', '1.2.3', '123456'].map(typedQuantity)).toEqual(Array(8).fill(null));
	});
});
