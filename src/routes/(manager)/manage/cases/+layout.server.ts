import { listCases } from '$lib/server/cases/cases';
import { readPlace } from '$lib/server/members-admin/list';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, url, depends }) => {
	depends('manage:cases');
	const { db, ports } = locals.app;
	const state = url.searchParams.get('state') === 'settled' ? ('settled' as const) : ('open' as const);
	const sort = url.searchParams.get('sort') === 'money' ? ('money' as const) : ('newest' as const);
	const search = url.searchParams.get('search')?.trim().slice(0, 100) ?? '';
	const [list, place] = await Promise.all([listCases(db, { state, search, sort }), readPlace(db)]);
	return { ...list, state, sort, search, place, now: ports.now() };
};
