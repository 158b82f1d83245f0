import { error, fail } from '@sveltejs/kit';
import { isUuid } from '$lib/domain/id';
import { findOffer, findGiven, listVersions, setOfferState } from '$lib/server/offers/offers';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { db } = locals.app;
	const found = isUuid(params.id) ? await findOffer(db, params.id) : null;
	if (!found) error(404, 'There is no offer with this number. Choose one in the list.');
	return { ...found, versions: await listVersions(db, params.id), given: await findGiven(db, params.id) };
};

export const actions: Actions = {
	state: async ({ locals, params, request }) => {
		if (!locals.staff || !isUuid(params.id)) return fail(400, { message: 'This offer is not there.' });
		const form = await request.formData();
		const state = (['active', 'paused', 'ended'] as const).find((one) => one === form.get('state'));
		if (!state) return fail(400, { message: 'Choose whether the offer runs, rests or ends.' });
		const { db, ports } = locals.app;
		const version = Number(form.get('version'));
		const saved = await setOfferState(db, ports, { id: params.id, version }, state, locals.staff.staffId);
		return saved ? { saved } : fail(409, { message: 'Somebody changed this offer meanwhile. Look again.' });
	}
};
