import { error, fail, redirect } from '@sveltejs/kit';
import { isUuid } from '$lib/domain/id';
import { readForm } from '$lib/server/http/form';
import type { MemberFaults } from '$lib/server/members-admin/faults';
import { changedMemberForm } from '$lib/server/members-admin/form';
import { changeInOffice, findMemberInput } from '$lib/server/members-admin/save';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const found = isUuid(params.id) ? await findMemberInput(locals.app.db, params.id) : null;
	if (!found) error(404, 'There is no member with this number. Look for the name in the list.');
	return { input: found.input, seen: found.seen };
};

export const actions: Actions = {
	default: async ({ request, locals, params, url }) => {
		const none: MemberFaults = {};
		const form = await readForm(request, changedMemberForm);
		if (!form.ok || !locals.staff || !isUuid(params.id)) {
			const message = form.ok ? 'Sign in first.' : form.message;
			return fail(form.ok ? 401 : form.status, { message, faults: none, values: null });
		}
		const { db, ports } = locals.app;
		const { seen, ...rest } = form.value;
		const values = { ...rest, card: '' };
		const saved = await changeInOffice(db, ports, params.id, values, { seen, staffId: locals.staff.staffId });
		if (!saved.ok) {
			return fail(400, { message: saved.message ?? 'Some fields need another look.', faults: saved.faults, values });
		}
		redirect(303, `/manage/members/${params.id}/about${url.search}`);
	}
};
