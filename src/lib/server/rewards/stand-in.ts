/** The product that stands in for codes that no product has; null: the manager chose none, or it was delisted since. */
import type { Db } from '../db/client';
import { Kept } from '../db/house';
import { selectStandIn } from './queries.settings';

export type StandIn = { id: string; sku: string; name: string; taxRateId: string };

const kept = new Kept(async (db: Db) => ({ standIn: (await selectStandIn(db)) ?? null }));

/** `stamp`: of the house, where it was read for this request already. */
export async function readStandIn(db: Db, stamp?: string): Promise<StandIn | null> {
	return (await kept.read(db, stamp)).standIn;
}

export async function isStandIn(db: Db, productId: string): Promise<boolean> {
	return (await selectStandIn(db))?.id === productId;
}
