import { listStores, listTills } from '$lib/server/tills-admin/tills-admin';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, depends }) => {
	depends('manage:tills');
	const { db, ports } = locals.app;
	const [tills, stores] = await Promise.all([listTills(db, ports.now()), listStores(db)]);
	return { tills, stores, now: ports.now() };
};
