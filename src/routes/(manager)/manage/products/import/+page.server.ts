import { listImports } from '$lib/server/products/import';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, depends }) => {
	depends('manage:imports');
	return { imports: await listImports(locals.app.db, 10), now: locals.app.ports.now() };
};
