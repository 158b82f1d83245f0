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
		if (!form.ok || !locals.staff) return fail(400, { faults: none, name: '' });
		const { name, storeId } = form.value;
		if (!isUuid(storeId)) return fail(400, { faults: { storeId: 'Choose a store.' } satisfies Faults as Faults, name });
		const made = await createTill(locals.app.db, locals.app.ports, { name, storeId }, locals.staff.staffId);
		if (!made.ok) return fail(400, { faults: made.faults as Faults, name });
		redirect(303, `/manage/tills/${made.id}`);
	}
};
