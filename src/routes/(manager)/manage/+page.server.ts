import { readBoard } from '$lib/server/today/board';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, depends }) => {
	depends('manage:today');
	const { db, ports } = locals.app;
	return { board: await readBoard(db, ports.now(), url.searchParams.get('store')) };
};
