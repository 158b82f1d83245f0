import { error, fail, redirect } from '@sveltejs/kit';
import * as z from 'zod/mini';
import { isUuid } from '$lib/domain/id';
import { checkbox, field, readForm } from '$lib/server/http/form';
import { findStaff, pinLength, saveStaff, staffRights, type FieldFaults } from '$lib/server/staff/staff';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { db, kind } = locals.app;
	const found = isUuid(params.id) ? await findStaff(db, params.id) : null;
	if (!found && params.id !== 'new') error(404, 'This person is not there. Look for the name in the list.');
	const { name = '', role = 'cashier', rights = ['sell'], email = null, active = true } = found ?? {};
	return {
		id: found?.id ?? null,
		isSelf: found?.id === locals.staff?.staffId,
		person: { name, role, rights: [...rights], email: email ?? '', active },
		hasPin: Boolean(found?.hasPin),
		hasPassword: Boolean(found?.hasPassword),
		pinLength: pinLength(kind)
	};
};

const schema = z.strictObject({
	name: field,
	role: z.enum(['cashier', 'manager']),
	rights: z.array(z.enum(staffRights)),
	pin: field,
	email: field,
	password: field,
	active: checkbox
});

export const actions: Actions = {
	default: async ({ request, locals, params }) => {
		const none: FieldFaults = {};
		const form = await readForm(request, schema, { lists: ['rights'] });
		if (!form.ok || !locals.staff) {
			return fail(form.ok ? 401 : form.status, {
				message: form.ok ? 'Sign in first.' : form.message,
				faults: none,
				values: null
			});
		}
		const { db, ports, kind } = locals.app;
		const id = isUuid(params.id) ? params.id : null;
		const saved = await saveStaff(db, ports, id, form.value, { kind, byStaffId: locals.staff.staffId });
		if (!saved.ok) {
			const { name, role, rights, email, active } = form.value;
			const values = { name, role, rights: rights as string[], email, active };
			return fail(400, { message: 'Some fields need another look.', faults: saved.faults, values });
		}
		redirect(303, '/manage/staff');
	}
};
