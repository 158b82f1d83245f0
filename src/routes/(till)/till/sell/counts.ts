import type { BasketLine } from '$lib/domain/basket/basket';
import { Count } from './count.svelte';

/**
 * How many of each product are in the basket, for the tiles' badges. Each product has a count of its own, because a scan
 * changes one and hundreds of tiles are on the shelf.
 */
export class Counts {
	readonly #all = new Map<string, Count>();

	of(productId: string): Count {
		const known = this.#all.get(productId);
		if (known) return known;
		const count = new Count();
		this.#all.set(productId, count);
		return count;
	}

	show(lines: readonly BasketLine[]): void {
		const now = countProducts(lines);
		for (const [productId, count] of this.#all) count.pieces = now.get(productId) ?? 0;
		for (const [productId, pieces] of now) this.of(productId).pieces = pieces;
	}
}

/** What is weighed counts once a line. */
function countProducts(lines: readonly BasketLine[]): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const { productId, quantityMilli, unit } of lines) {
		if (productId === null) continue;
		counts.set(productId, (counts.get(productId) ?? 0) + (unit === 'H87' ? quantityMilli / 1000 : 1));
	}
	return counts;
}
