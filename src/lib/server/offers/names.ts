import type { Db } from '../db/client';
import { selectNames } from './queries';

export type OfferNamesData = {
	/** What the ids in offers are called. */
	byId: Record<string, string>;
	locale: string;
	zone: string;
};

/** The words for what offers name, and how the shop writes amounts and days. */
export async function readNames(db: Db): Promise<OfferNamesData> {
	const { groups, stores, products } = await selectNames(db);
	const [first] = stores;
	return {
		byId: Object.fromEntries([...groups, ...stores, ...products].map(({ id, name }) => [id, name])),
		locale: first?.locale ?? 'en-GB',
		zone: first?.zone ?? 'UTC'
	};
}
