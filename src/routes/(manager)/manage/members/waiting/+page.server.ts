import { fail } from '@sveltejs/kit';
import { readPending, readPendingNames } from '$lib/server/adjustments/adjustments';
import { decideFromForm } from '$lib/server/adjustments/decide-form';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const { db } = locals.app;
	const pending = await readPending(db);
	return {
		pending: pending.map((one) => ({ ...one, own: one.askedBy === locals.staff?.staffId })),
		names: await readPendingNames(db, pending)
	};
};

export const actions: Actions = {
	decide: async ({ request, locals }) => {
		const answer = await decideFromForm(locals.app, request, locals.staff?.staffId);
		return answer.ok ? { decided: answer.decided } : fail(answer.status, { message: answer.message });
	}
};
