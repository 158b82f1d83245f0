import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { query } from './books';
import { openDemoShop, type Server } from './server';

/** A shop whose members' value is kept by another one, over the CRM.COM calls. Both begin as the same demo shop. */
export interface TwoShops {
	shop: Server;
	/** Keeps the value. */
	keeper: Server;
}

export async function lendTwoShops(use: (shops: TwoShops) => Promise<void>): Promise<void> {
	const keeper = await openDemoShop();
	try {
		const env = { REWARDS: 'crmcom', CRMCOM_URL: keeper.origin, CRMCOM_KEY: await addKey(keeper) };
		const shop = await openDemoShop({ env });
		try {
			await use({ shop, keeper });
		} finally {
			await shop.remove();
		}
	} finally {
		await keeper.remove();
	}
}

/** As if a manager had made it on the page; that they can is tested elsewhere. */
async function addKey(shop: Server): Promise<string> {
	const key = randomBytes(16).toString('hex').toUpperCase();
	const hash = createHash('sha256').update(key).digest();
	await query(
		shop,
		`INSERT INTO api_keys (id, name, login, key_hash, shown, scopes) VALUES ($1, 'Other shop', 'till-other', $2, $3, $4)`,
		[randomUUID(), hash, key.slice(0, 4), ['identify', 'personal', 'purchases', 'spend', 'cancel', 'products']]
	);
	return key;
}
