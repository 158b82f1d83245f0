import { fail } from '@sveltejs/kit';
import * as z from 'zod/mini';
import { readMerchantPlace } from '$lib/server/api-keys/place';
import { readRemoteStatus, tryEverythingNow } from '$lib/server/crmcom-client/status';
import { readForm } from '$lib/server/http/form';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, depends }) => {
	depends('manage:kept');
	const { db, rewards } = locals.app;
	const place = await readMerchantPlace(db);
	return { place, remote: rewards.client ? await readRemoteStatus(db, rewards.client) : null };
};

export const actions: Actions = {
	again: async ({ request, locals }) => {
		const form = await readForm(request, z.strictObject({}));
		if (!form.ok || !locals.staff) return fail(400, { message: 'Load the page and try again.' });
		const { db, ports } = locals.app;
		return { tried: await tryEverythingNow(db, ports, locals.staff.staffId) };
	}
};
