/** Which lines an offer or a lot means, made ready for many questions. */
import type { BasketLine } from '../basket/basket';
import type { LineFilter, LineTerms } from './offer';

type Names = ReadonlySet<string> | null;

export type ReadyTerms = {
	productIds: Names;
	groupIds: Names;
	brands: Names;
	families: Names;
	categories: Names;
};

export type ReadyFilter = {
	include: readonly ReadyTerms[];
	exclude: readonly ReadyTerms[];
	promotions: LineFilter['promotions'];
};

/** What is asked of a line; lots ask the same of lines that are no basket's. */
export type LineFacts = Pick<BasketLine, 'productId' | 'groupId' | 'brand' | 'family' | 'categories' | 'inPromotions'>;

function namesOf(list: readonly string[]): Names {
	return list.length === 0 ? null : new Set(list);
}

function toReadyTerms(terms: LineTerms): ReadyTerms {
	return {
		productIds: namesOf(terms.productIds),
		groupIds: namesOf(terms.groupIds),
		brands: namesOf(terms.brands),
		families: namesOf(terms.families),
		categories: namesOf(terms.categories)
	};
}

export function toReadyFilter(filter: LineFilter): ReadyFilter {
	return {
		include: filter.include.map(toReadyTerms),
		exclude: filter.exclude.map(toReadyTerms),
		promotions: filter.promotions
	};
}

function names(set: Names, value: string | null | undefined): boolean {
	return set === null || (value !== null && value !== undefined && set.has(value));
}

export function fitsTerms(terms: ReadyTerms, line: LineFacts): boolean {
	return (
		names(terms.productIds, line.productId) &&
		names(terms.groupIds, line.groupId) &&
		names(terms.brands, line.brand) &&
		names(terms.families, line.family) &&
		(terms.categories === null || (line.categories?.some((one) => terms.categories?.has(one)) ?? false))
	);
}

/** Whether nothing of the filter but its `include` stands against the line. */
export function isLeftIn(filter: ReadyFilter, line: LineFacts): boolean {
	const takesPart = line.inPromotions ?? true;
	if (filter.promotions === 'taking_part' && !takesPart) return false;
	if (filter.promotions === 'not_taking_part' && takesPart) return false;
	return !filter.exclude.some((terms) => fitsTerms(terms, line));
}

/** Whether the line is meant. */
export function fits(filter: ReadyFilter, line: LineFacts): boolean {
	const included = filter.include.length === 0 || filter.include.some((terms) => fitsTerms(terms, line));
	return included && isLeftIn(filter, line);
}
