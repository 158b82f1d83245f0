import { describe, expect, it } from 'vitest';
import type { BasketLine } from '$lib/domain/basket/basket';
import { Counts } from './counts';

const line = (productId: string, quantityMilli: number, unit = 'H87') =>
	({ productId, quantityMilli, unit }) as BasketLine;

describe('how many of a product are in the basket', () => {
	it('adds pieces over lines, and counts what is weighed once a line', () => {
		const counts = new Counts();
		counts.show([line('tea', 2000), line('tea', 1000), line('cheese', 350, 'KGM')]);
		expect([counts.of('tea').pieces, counts.of('cheese').pieces, counts.of('bread').pieces]).toEqual([3, 1, 0]);
		counts.show([line('tea', 1000)]);
		expect([counts.of('tea').pieces, counts.of('cheese').pieces]).toEqual([1, 0]);
	});
});
