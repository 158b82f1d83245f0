import { listHeldPushes, listStores, listTills } from '$lib/server/tills-admin/tills-admin';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, depends }) => {
	depends('manage:tills');
	const { db, ports } = locals.app;
	const [tills, held, stores] = await Promise.all([listTills(db, ports.now()), listHeldPushes(db), listStores(db)]);
	return { tills, held, stores, now: ports.now() };
};
