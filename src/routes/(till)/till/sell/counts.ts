import type { BasketLine } from '$lib/domain/basket/basket';

/** How many of each product are in the basket, for the tiles' badges. What is weighed counts once a line. */
export function countProducts(lines: readonly BasketLine[]): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const { productId, quantityMilli, unit } of lines) {
		if (productId === null) continue;
		counts.set(productId, (counts.get(productId) ?? 0) + (unit === 'H87' ? quantityMilli / 1000 : 1));
	}
	return counts;
}
