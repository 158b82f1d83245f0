import { error, fail } from '@sveltejs/kit';
import { isUuid } from '$lib/domain/id';
import { readCase, reopenCase, settleCase } from '$lib/server/cases/cases';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const found = isUuid(params.id) ? await readCase(locals.app.db, params.id) : null;
	if (!found) error(404, 'There is no case with this number. Choose one in the list.');
	return { one: { ...found, detail: JSON.stringify(found.detail, null, 2) } };
};

export const actions: Actions = {
	settle: async ({ locals, params }) => {
		if (!locals.staff || !isUuid(params.id)) return fail(400, { message: 'This case is not there.' });
		const { db, ports } = locals.app;
		const settled = await settleCase(db, ports, params.id, locals.staff.staffId);
		return settled ? { settled } : fail(409, { message: 'Somebody settled this case already.' });
	},
	reopen: async ({ locals, params }) => {
		if (!locals.staff || !isUuid(params.id)) return fail(400, { message: 'This case is not there.' });
		const { db, ports } = locals.app;
		const reopened = await reopenCase(db, ports, params.id, locals.staff.staffId);
		return reopened ? { reopened } : fail(409, { message: 'This case is open already.' });
	}
};
