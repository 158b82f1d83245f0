import { error, fail, redirect } from '@sveltejs/kit';
import { isUuid } from '$lib/domain/id';
import { readEditor } from '$lib/server/offers/editor';
import { postOffer } from '$lib/server/offers/form';
import { findOffer } from '$lib/server/offers/offers';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { db, ports } = locals.app;
	const found = isUuid(params.id) ? await findOffer(db, params.id) : null;
	if (!found) error(404, 'There is no offer with this number. Choose one in the list.');
	const { offer, state } = found;
	if (state === 'ended') redirect(303, `/manage/offers/${params.id}`);
	return { offer, state, scene: await readEditor(db, found.offer, ports.now()) };
};

export const actions: Actions = {
	default: async ({ locals, params, request }) => {
		if (!locals.staff || !isUuid(params.id)) return fail(400, { message: 'This offer is not there.', faults: [] });
		const posted = await postOffer(locals.app, request, params.id, locals.staff.staffId);
		if (!posted.ok) return fail(posted.status, { message: posted.message, faults: posted.faults });
		redirect(303, `/manage/offers/${posted.id}`);
	}
};
