/** The offers that can say something about a basket, found by what its lines are. */
import type { Index, ReadyOffer, StoreOffers } from './compile';
import { fits, fitsTerms, isLeftIn, type LineFacts, type ReadyFilter } from './line-filter';
import type { LineFilter } from './offer';

/** An offer with the places of the lines that qualify for it, ascending. */
export type Candidate = { ready: ReadyOffer; qualifying: readonly number[] };

type Found = Map<ReadyOffer, number[]>;

function note(found: Found, one: ReadyOffer, place: number): void {
	const places = found.get(one);
	if (!places) found.set(one, [place]);
	else if (places.at(-1) !== place) places.push(place);
}

function lookUp(index: Index, name: string | null | undefined, line: LineFacts, place: number, found: Found): void {
	if (name === null || name === undefined || index.size === 0) return;
	const entries = index.get(name);
	if (!entries) return;
	for (const { ready, filter, terms } of entries) {
		if (fitsTerms(terms, line) && isLeftIn(filter, line)) note(found, ready, place);
	}
}

function findNamed(store: StoreOffers, lines: readonly LineFacts[]): Found {
	const found: Found = new Map();
	for (const [place, line] of lines.entries()) {
		lookUp(store.products, line.productId, line, place, found);
		lookUp(store.brands, line.brand, line, place, found);
		lookUp(store.families, line.family, line, place, found);
		lookUp(store.groups, line.groupId, line, place, found);
		for (const category of line.categories ?? []) lookUp(store.categories, category, line, place, found);
	}
	return found;
}

/** Filters that ask for nothing but the flag are most of those without names; they share their lists of lines. */
class Everything {
	readonly #lists: Partial<Record<LineFilter['promotions'], number[]>> = {};

	constructor(private readonly lines: readonly LineFacts[]) {}

	of(filters: readonly ReadyFilter[]): readonly number[] {
		const [only] = filters;
		if (filters.length === 1 && only && only.include.length === 0 && only.exclude.length === 0) {
			return (this.#lists[only.promotions] ??= this.#select(filters));
		}
		return this.#select(filters);
	}

	#select(filters: readonly ReadyFilter[]): number[] {
		return this.lines.flatMap((line, place) => (filters.some((filter) => fits(filter, line)) ? [place] : []));
	}
}

/** The offers of a store that mean at least one of the lines, in their order. */
export function candidatesFor(store: StoreOffers, lines: readonly LineFacts[]): Candidate[] {
	const candidates = [...findNamed(store, lines)].map(([ready, qualifying]): Candidate => ({ ready, qualifying }));
	const everything = new Everything(lines);
	for (const ready of store.anyLine) {
		const qualifying = everything.of(ready.about);
		if (qualifying.length > 0) candidates.push({ ready, qualifying });
	}
	return candidates.sort((a, b) => a.ready.at - b.ready.at);
}
