import type { GroupRecord } from '$lib/contract/sync/pull';
import type { ProductForSale } from '$lib/domain/basket/basket';
import { chosenTint, type Tint } from '$lib/ui/tint';
import type { Catalogue } from '../port';

export const favouritesId = 'favourites';

/** One group of tiles. Favourites come from many groups, so their tint is each product's own. */
export type Section = { id: string; name: string; tint: Tint | null; products: readonly ProductForSale[] };

/** Favourites first, then the groups in the shop's order, then what has no group; empty ones are left out. */
export function sectionsOf(
	catalogue: Catalogue,
	groups: readonly GroupRecord[],
	names: { favourites: string; ungrouped: string }
): Section[] {
	const favourites: Section = {
		id: favouritesId,
		name: names.favourites,
		tint: null,
		products: catalogue.favourites()
	};
	const rest = groups
		.toSorted((a, b) => a.sort - b.sort)
		.map((group): Section => ({
			id: group.id,
			name: group.name,
			tint: chosenTint(group.tint, group.id),
			products: catalogue.inGroup(group.id)
		}));
	const ungrouped: Section = { id: 'ungrouped', name: names.ungrouped, tint: null, products: catalogue.inGroup(null) };
	return [favourites, ...rest, ungrouped].filter(({ products }) => products.length > 0);
}
