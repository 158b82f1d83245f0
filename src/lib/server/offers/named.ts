/** What an offer names. */
import type { OfferRule } from '$lib/domain/offers/draft';
import type { LineFilter } from '$lib/domain/offers/offer';

export function filtersOf({ conditions, target, effect }: OfferRule): LineFilter[] {
	const parts = effect.kind === 'discount' && effect.form === 'bundle' ? effect.parts.map(({ lines }) => lines) : [];
	const later = effect.kind === 'award' ? [effect.lot.lines] : [];
	return [conditions.lines, ...(target ? [target] : []), ...parts, ...later];
}

export function productsIn(filters: readonly LineFilter[]): string[] {
	return [
		...new Set(
			filters.flatMap(({ include, exclude }) => [...include, ...exclude].flatMap(({ productIds }) => productIds))
		)
	];
}
