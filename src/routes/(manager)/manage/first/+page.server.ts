import { fail, redirect } from '@sveltejs/kit';
import * as z from 'zod/mini';
import { setSessionCookie } from '$lib/server/auth/cookie';
import { limits, returnAttempt, takeAttempt } from '$lib/server/auth/rate-limit';
import { hasManager, setUpShop, type FirstFaults } from '$lib/server/first/first';
import { field, readForm } from '$lib/server/http/form';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	if (await hasManager(locals.app.db)) redirect(303, '/manage/sign-in');
	return { zones: Intl.supportedValuesOf('timeZone') };
};

const schema = z.strictObject({
	setupCode: field,
	merchantName: field,
	storeName: field,
	address: field,
	zone: field,
	currency: field,
	taxPercent: field,
	tillName: field,
	name: field,
	email: field,
	password: field,
	pin: field
});

export const actions: Actions = {
	default: async ({ request, locals, cookies, url, getClientAddress }) => {
		const none: FirstFaults = {};
		const form = await readForm(request, schema);
		if (!form.ok) return fail(form.status, { message: form.message, faults: none, values: null });
		const { db, ports } = locals.app;
		const allowed = await takeAttempt(db, limits.signInByAddress, getClientAddress(), ports.now());
		const values = { ...form.value, password: '', pin: '' };
		if (!allowed.ok) {
			const message = `Too many tries. Wait ${String(allowed.retryAfterSeconds)} seconds, then try again.`;
			return fail(429, { message, faults: none, values });
		}
		const answer = await setUpShop(db, ports, form.value);
		// Who knows the code may correct the form as often as it takes.
		if (answer.ok || answer.code === 'conflict' || !answer.faults.setupCode)
			await returnAttempt(db, limits.signInByAddress, getClientAddress(), ports.now());
		if (!answer.ok && answer.code === 'conflict') redirect(303, '/manage/sign-in');
		if (!answer.ok) {
			return fail(400, { message: 'Some fields need another look.', faults: answer.faults, values });
		}
		setSessionCookie(cookies, 'staff', url, answer.token);
		redirect(303, '/manage/shop');
	}
};
