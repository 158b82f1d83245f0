import { fail, redirect } from '@sveltejs/kit';
import { readForm } from '$lib/server/http/form';
import type { MemberFaults } from '$lib/server/members-admin/faults';
import { newMemberForm } from '$lib/server/members-admin/form';
import { addInOffice, emptyMember } from '$lib/server/members-admin/save';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({ member: emptyMember });

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const none: MemberFaults = {};
		const form = await readForm(request, newMemberForm);
		if (!form.ok || !locals.staff) {
			const message = form.ok ? 'Sign in first.' : form.message;
			return fail(form.ok ? 401 : form.status, { message, faults: none, values: null });
		}
		const { db, ports } = locals.app;
		const saved = await addInOffice(db, ports, form.value, locals.staff.staffId);
		if (!saved.ok) {
			return fail(400, { message: 'Some fields need another look.', faults: saved.faults, values: form.value });
		}
		redirect(303, `/manage/members/${saved.id}`);
	}
};
