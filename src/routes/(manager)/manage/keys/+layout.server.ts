import { listKeys, listStoresForKeys } from '$lib/server/api-keys/keys';
import { readMerchantPlace } from '$lib/server/api-keys/place';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, depends }) => {
	depends('manage:keys');
	const { db, ports } = locals.app;
	const [keys, stores, place] = await Promise.all([
		listKeys(db, ports.now()),
		listStoresForKeys(db),
		readMerchantPlace(db)
	]);
	return { keys, stores, place, now: ports.now() };
};
