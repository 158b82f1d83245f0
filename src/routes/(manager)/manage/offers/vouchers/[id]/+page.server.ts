import { error, fail } from '@sveltejs/kit';
import * as z from 'zod/mini';
import { isUuid } from '$lib/domain/id';
import { vouchersInEnglish as t } from '$lib/i18n/office-words';
import { field, readForm } from '$lib/server/http/form';
import { newId } from '$lib/server/ports';
import { readVoucher } from '$lib/server/vouchers/list';
import { withdrawVoucher } from '$lib/server/vouchers/withdraw';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { db, ports } = locals.app;
	const found = isUuid(params.id) ? await readVoucher(db, ports, params.id) : null;
	if (!found) error(404, t('withdraw.not_found'));
	/** Sent with the form: whoever presses twice withdraws once. */
	return { ...found, formId: newId(ports) };
};

const schema = z.strictObject({ id: z.uuid(), reason: field });

export const actions: Actions = {
	withdraw: async ({ locals, params, request }) => {
		if (!isUuid(params.id)) error(404, t('withdraw.not_found'));
		const form = await readForm(request, schema);
		const values = { reason: form.ok ? form.value.reason : '' };
		if (!form.ok || !locals.staff) {
			const message = form.ok ? 'Sign in first.' : form.message;
			return fail(form.ok ? 401 : form.status, { message, faults: {}, values });
		}
		const { db, ports } = locals.app;
		const wish = { ...form.value, voucherId: params.id, staffId: locals.staff.staffId };
		const done = await withdrawVoucher(db, ports, wish);
		if (done.ok) return { withdrawn: true };
		if ('fault' in done) return fail(400, { message: t('withdraw.fault'), faults: { reason: done.fault }, values });
		return fail(409, { message: t(`withdraw.${done.code}`), faults: {}, values });
	}
};
