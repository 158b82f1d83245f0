import { readPurchases } from '$lib/server/members-admin/read';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const before = url.searchParams.get('before');
	return { purchases: await readPurchases(locals.app.db, params.id, before), paged: before !== null };
};
