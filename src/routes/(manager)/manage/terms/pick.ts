/** What the lines of an offer can be named by, and how picks become terms. */
import type { ProductForSale } from '$lib/domain/basket/basket';
import { blankTerms } from '$lib/domain/offers/draft';
import type { LineTerms } from '$lib/domain/offers/offer';
import type { TermsScene } from './terms-editor';

export type PickKind = keyof LineTerms;
export type Pick = { kind: PickKind; key: string; name: string; product?: ProductForSale };

export const kindWords: Readonly<Record<PickKind, string>> = {
	productIds: 'Product',
	groupIds: 'Group',
	brands: 'Brand',
	families: 'Family',
	categories: 'Category'
};

/** Groups, brands, families and categories by what is typed; nothing typed: the groups. */
export function findWords({ groups, words }: TermsScene, typed: string): Pick[] {
	const wanted = typed.trim().toLowerCase();
	const named = (kind: PickKind, list: readonly string[]) => list.map((name): Pick => ({ kind, key: name, name }));
	const ofGroups = groups.map(({ id, name }): Pick => ({ kind: 'groupIds', key: id, name }));
	if (wanted === '') return ofGroups.slice(0, 20);
	return [
		...ofGroups,
		...named('families', words.families),
		...named('categories', words.categories),
		...named('brands', words.brands)
	]
		.filter(({ name }) => name.toLowerCase().includes(wanted))
		.slice(0, 12);
}

function kindsOf(terms: LineTerms): PickKind[] {
	return (Object.keys(kindWords) as PickKind[]).filter((kind) => terms[kind].length > 0);
}

/**
 * Adds a pick as one more thing that is meant: to the terms that name only things of its kind, else as terms of its own.
 * With `at` it narrows those terms: both have to fit then.
 */
export function addPick(list: LineTerms[], { kind, key }: Pick, at: number | null = null): void {
	const narrowed = at === null ? undefined : list[at];
	const same = list.find((terms) => kindsOf(terms).join() === kind);
	const terms = narrowed ?? same ?? blankTerms();
	if (!list.includes(terms)) list.push(terms);
	// Through the list: it may hand out another object than was put in.
	const kept = narrowed ?? same ?? list.at(-1);
	if (kept && !kept[kind].includes(key)) kept[kind].push(key);
}

export function removePick(list: LineTerms[], at: number, { kind, key }: Pick): void {
	const terms = list[at];
	if (!terms) return;
	terms[kind] = terms[kind].filter((one) => one !== key);
	if (kindsOf(terms).length === 0) list.splice(at, 1);
}

export function picksOf(terms: LineTerms, nameOf: (id: string) => string): Pick[] {
	return kindsOf(terms).flatMap((kind) =>
		terms[kind].map((key): Pick => ({
			kind,
			key,
			name: kind === 'productIds' || kind === 'groupIds' ? nameOf(key) : key
		}))
	);
}
