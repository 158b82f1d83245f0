import { merchantNameOf } from '$lib/server/platform/installation';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { app } }) => ({
	door: { kind: app.kind, merchantName: await merchantNameOf(app.db), version: app.config.version }
});
