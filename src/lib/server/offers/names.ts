import type { OfferRule } from '$lib/domain/offers/draft';
import type { LineFilter } from '$lib/domain/offers/offer';
import type { LotConditions } from '$lib/domain/wallet/conditions';
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
export function readNames(db: Db, offers: readonly OfferRule[]): Promise<OfferNamesData> {
	return namesIn(db, offers.flatMap(filtersOf));
}

/** What the ids in the conditions of lots are called; those of nothing that is there are missing. */
export async function readLotNames(
	db: Db,
	conditions: readonly (LotConditions | null)[]
): Promise<Record<string, string>> {
	const filters = conditions.flatMap((one) => one?.lines ?? []);
	return conditions.some((one) => one !== null) ? (await namesIn(db, filters)).byId : {};
}

async function namesIn(db: Db, filters: readonly LineFilter[]): Promise<OfferNamesData> {
	const { groups, stores } = await selectPlaceNames(db);
	const products = await selectProductNames(db, productsIn(filters));
	const [first] = stores;
	return {
		byId: Object.fromEntries([...groups, ...stores, ...products].map(({ id, name }) => [id, name])),
		locale: first?.locale ?? 'en-GB',
		zone: first?.zone ?? 'UTC'
	};
}
