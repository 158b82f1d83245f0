import { error, fail } from '@sveltejs/kit';
import * as z from 'zod/mini';
import { withMaskedCards } from '$lib/domain/code/payment-numbers';
import { isUuid } from '$lib/domain/id';
import { readCase, reopenCase, settleCase } from '$lib/server/cases/cases';
import { field, readForm } from '$lib/server/http/form';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const found = isUuid(params.id) ? await readCase(locals.app.db, params.id) : null;
	if (!found) error(404, 'There is no case with this number. Choose one in the list.');
	return { one: { ...found, detail: withMaskedCards(JSON.stringify(found.detail, null, 2)) } };
};

type Faults = { resolution?: string; reason?: string };
const none: Faults = {};
const schema = z.strictObject({ resolution: field, reason: field });

export const actions: Actions = {
	settle: async ({ request, locals, params }) => {
		const form = await readForm(request, schema);
		if (!form.ok || !locals.staff || !isUuid(params.id)) {
			const message = form.ok ? 'This case is not there.' : form.message;
			return fail(form.ok ? 400 : form.status, { message, faults: none, values: null });
		}
		const { db, ports } = locals.app;
		const settled = await settleCase(db, ports, params.id, { ...form.value, staffId: locals.staff.staffId });
		if (settled.ok) return { settled: true };
		const message = settled.message ?? 'Some fields need another look.';
		return fail(settled.message ? 409 : 400, { message, faults: settled.faults, values: form.value });
	},
	reopen: async ({ locals, params }) => {
		const refusal = (message: string) => ({ message, faults: none, values: null });
		if (!locals.staff || !isUuid(params.id)) return fail(400, refusal('This case is not there.'));
		const { db, ports } = locals.app;
		const reopened = await reopenCase(db, ports, params.id, locals.staff.staffId);
		return reopened ? { settled: false } : fail(409, refusal('This case is open already.'));
	}
};
