/** The demo shop as whoever writes its history needs it. */
import type { Db } from '../db/client';
import {
	findDemoMember,
	hasSales,
	listMemberIds,
	listProducts,
	listSellers,
	listStores,
	listTaxRates,
	listTills
} from './queries';

export { findDemoMember, hasSales };

export async function readDemoShop(db: Db) {
	const [stores, tills, products] = [await listStores(db), await listTills(db), await listProducts(db)];
	const [taxRates, sellers, members] = [await listTaxRates(db), await listSellers(db), await listMemberIds(db)];
	return { stores, tills, products, taxRates, sellers, members, shownMemberId: await findDemoMember(db) };
}

export type DemoShop = Awaited<ReturnType<typeof readDemoShop>>;
