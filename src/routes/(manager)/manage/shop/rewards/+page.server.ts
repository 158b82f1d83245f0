import { fail } from '@sveltejs/kit';
import * as z from 'zod/mini';
import { field, readForm } from '$lib/server/http/form';
import { decideLimitRaise } from '$lib/server/rewards/limit-raise';
import { readSettingsForm, saveSettings, type SettingsFaults } from '$lib/server/rewards/settings-form';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
	settings: await readSettingsForm(locals.app.db),
	staffId: locals.staff?.staffId ?? null
});

const schema = z.strictObject({
	...{ minimumSpend: field, maximumSpend: field, holdMinutes: field, negativePolicy: field, spendTaxedAs: field },
	...{ adjustmentLimit: field, adjustmentLimitPoints: field, adjustmentDays: field, defaultProduct: field }
});

const decision = z.strictObject({ id: z.uuid(), decision: z.enum(['approve', 'refuse', 'withdraw']) });

export const actions: Actions = {
	save: async ({ request, locals }) => {
		const none: SettingsFaults = {};
		const form = await readForm(request, schema);
		if (!form.ok || !locals.staff) {
			const message = form.ok ? 'Sign in first.' : form.message;
			return fail(form.ok ? 401 : form.status, { message, faults: none, values: null });
		}
		const { db, ports } = locals.app;
		const saved = await saveSettings(db, ports, form.value, locals.staff.staffId);
		if (!saved.ok) {
			return fail(400, { message: 'Some fields need another look.', faults: saved.faults, values: form.value });
		}
		return { saved: true, waits: saved.waits };
	},
	decide: async ({ request, locals }) => {
		const none: SettingsFaults = {};
		const form = await readForm(request, decision);
		if (!form.ok || !locals.staff) {
			const message = form.ok ? 'Sign in first.' : form.message;
			return fail(form.ok ? 401 : form.status, { message, faults: none, values: null });
		}
		const { db, ports } = locals.app;
		const decided = await decideLimitRaise(db, ports, { ...form.value, staffId: locals.staff.staffId });
		return decided.ok ? { decided: true } : fail(409, { message: decided.message, faults: none, values: null });
	}
};
