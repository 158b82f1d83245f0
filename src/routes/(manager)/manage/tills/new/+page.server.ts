import { fail, redirect } from '@sveltejs/kit';
import * as z from 'zod/mini';
import { isUuid } from '$lib/domain/id';
import { field, readForm } from '$lib/server/http/form';
import { createTill } from '$lib/server/tills-admin/tills-admin';
import type { Actions } from './$types';

type Faults = { name?: string; storeId?: string };

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const none: Faults = {};
		const form = await readForm(request, z.strictObject({ name: field, storeId: field }));
		if (!form.ok || !locals.staff) {
			return fail(form.ok ? 401 : form.status, {
				message: form.ok ? 'Sign in first.' : form.message,
				faults: none,
				values: null
			});
		}
		const values = form.value;
		const made = isUuid(values.storeId)
			? await createTill(locals.app.db, locals.app.ports, values, locals.staff.staffId)
			: { ok: false as const, faults: { storeId: 'Choose a store.' } satisfies Faults as Faults };
		if (!made.ok) return fail(400, { message: '', faults: made.faults, values });
		redirect(303, `/manage/tills/${made.id}`);
	}
};
