import { listCases } from '$lib/server/cases/cases';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, url }) => {
	const state = url.searchParams.get('state') === 'settled' ? 'settled' : 'open';
	return { state, cases: await listCases(locals.app.db, state), now: locals.app.ports.now() } as const;
};
