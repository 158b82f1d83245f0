import { error, fail, redirect } from '@sveltejs/kit';
import * as z from 'zod/mini';
import { isUuid } from '$lib/domain/id';
import { checkbox, field, lines, readForm } from '$lib/server/http/form';
import { draftStore, findStore, saveStore, type StoreFaults } from '$lib/server/stores/stores';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { db } = locals.app;
	const zones = Intl.supportedValuesOf('timeZone');
	if (params.id === 'new') return { id: null, store: await draftStore(db), zones };
	const store = isUuid(params.id) ? await findStore(db, params.id) : null;
	if (!store) error(404, 'There is no store with this number. Choose one in the list.');
	return { id: params.id, store, zones };
};

const schema = z.strictObject({
	code: field,
	name: field,
	address: field,
	taxNumber: field,
	zone: field,
	locale: field,
	currency: field,
	pricesIncludeTax: checkbox,
	cashStepMinor: field,
	discountLimit: field,
	autoLockSeconds: field,
	receiptFooter: lines
});

export const actions: Actions = {
	default: async ({ request, locals, params }) => {
		const none: StoreFaults = {};
		const form = await readForm(request, schema);
		if (!form.ok || !locals.staff) {
			const message = form.ok ? 'Sign in first.' : form.message;
			return fail(form.ok ? 401 : form.status, { message, faults: none, values: null });
		}
		const { db, ports } = locals.app;
		const id = params.id === 'new' ? null : params.id;
		if (id !== null && !isUuid(id)) error(404, 'This store is not there any more.');
		const saved = await saveStore(db, ports, id, form.value, locals.staff.staffId);
		if (!saved.ok) {
			return fail(400, { message: 'Some fields need another look.', faults: saved.faults, values: form.value });
		}
		redirect(303, '/manage/shop');
	}
};
