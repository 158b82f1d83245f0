import { readCards } from '$lib/server/members-admin/read';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({ cards: await readCards(locals.app.db, params.id) });
