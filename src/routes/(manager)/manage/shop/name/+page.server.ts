import { fail, redirect } from '@sveltejs/kit';
import * as z from 'zod/mini';
import { field, readForm } from '$lib/server/http/form';
import { renameMerchant } from '$lib/server/stores/stores';
import type { Actions } from './$types';

type Faults = { merchantName?: string };

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const none: Faults = {};
		const form = await readForm(request, z.strictObject({ merchantName: field }));
		if (!form.ok || !locals.staff) {
			const message = form.ok ? 'Sign in first.' : form.message;
			return fail(form.ok ? 401 : form.status, { message, faults: none, values: null });
		}
		const { db, ports } = locals.app;
		const named = await renameMerchant(db, ports, form.value.merchantName, locals.staff.staffId);
		if (!named.ok) return fail(400, { message: '', faults: named.faults as Faults, values: form.value });
		redirect(303, '/manage/shop');
	}
};
