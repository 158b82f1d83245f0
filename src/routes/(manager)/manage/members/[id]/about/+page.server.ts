import { readAbout } from '$lib/server/members-admin/read';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent }) => {
	const { member } = await parent();
	return { about: await readAbout(locals.app.db, member) };
};
