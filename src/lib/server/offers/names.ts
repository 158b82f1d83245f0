import type { OfferRule } from '$lib/domain/offers/draft';
import type { Db } from '../db/client';
import { filtersOf, productsIn } from './named';
import { selectPlaceNames } from './queries';
import { selectProductNames } from './queries.editor';

export type OfferNamesData = {
	/** What the ids in offers are called. */
	byId: Record<string, string>;
	locale: string;
	zone: string;
};

/** The words for what these offers name, and how the shop writes amounts and days. */
export async function readNames(db: Db, offers: readonly OfferRule[]): Promise<OfferNamesData> {
	const { groups, stores } = await selectPlaceNames(db);
	const products = await selectProductNames(db, productsIn(offers.flatMap(filtersOf)));
	const [first] = stores;
	return {
		byId: Object.fromEntries([...groups, ...stores, ...products].map(({ id, name }) => [id, name])),
		locale: first?.locale ?? 'en-GB',
		zone: first?.zone ?? 'UTC'
	};
}
