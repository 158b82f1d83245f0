import { fail, redirect } from '@sveltejs/kit';
import { isUuid } from '$lib/domain/id';
import { readEditor } from '$lib/server/offers/editor';
import { postOffer } from '$lib/server/offers/form';
import { findOffer } from '$lib/server/offers/offers';
import type { Actions, PageServerLoad } from './$types';

/** `?copy=ID` begins with a copy of another offer, also of one that ended; `?from=KEY` with a template. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const { db, ports } = locals.app;
	const copied = url.searchParams.get('copy') ?? '';
	const former = isUuid(copied) ? await findOffer(db, copied) : null;
	const rule = former?.offer ?? null;
	const scene = await readEditor(db, rule, ports.now());
	return { scene, copied: rule, template: url.searchParams.get('from') };
};

export const actions: Actions = {
	default: async ({ locals, request }) => {
		if (!locals.staff) return fail(401, { message: 'Sign in first.', faults: [] });
		const posted = await postOffer(locals.app, request, null, locals.staff.staffId);
		if (!posted.ok) return fail(posted.status, { message: posted.message, faults: posted.faults });
		redirect(303, `/manage/offers/${posted.id}`);
	}
};
