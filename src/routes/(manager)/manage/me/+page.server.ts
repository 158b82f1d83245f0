import { error, fail, redirect } from '@sveltejs/kit';
import * as z from 'zod/mini';
import { fromBase64url, toBase64url } from '$lib/domain/bytes';
import { dropSessionCookie, readSessionCookie } from '$lib/server/auth/cookie';
import { addSecondFactor, changePassword, dropSecondFactor } from '$lib/server/auth/own-account';
import { endStaffSession } from '$lib/server/auth/session';
import { newTotpSecret, totpUri } from '$lib/server/auth/totp';
import { field, readForm } from '$lib/server/http/form';
import { readFrame } from '$lib/server/today/board';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const self = locals.staff;
	if (!self) error(401, 'Sign in first.');
	const { db, ports } = locals.app;
	const { merchantName } = await readFrame(db);
	const secret = newTotpSecret(ports);
	return {
		name: self.name,
		email: self.email,
		hasTotp: self.hasTotp,
		// Not kept anywhere until a code proves it: the page sends it back together with that code.
		offer: self.hasTotp
			? null
			: { secret: toBase64url(secret), uri: totpUri(secret, merchantName, self.email ?? self.name) }
	};
};

type Answer = {
	part: 'password' | 'factor';
	field?: string;
	message?: string;
	done?: string;
	recoveryCodes?: string[];
};
const answer = (value: Answer) => value;

export const actions: Actions = {
	signOut: async ({ locals, cookies, url }) => {
		const token = readSessionCookie(cookies, 'staff', url);
		if (token) await endStaffSession(locals.app.db, token);
		dropSessionCookie(cookies, 'staff', url);
		redirect(303, '/manage/sign-in');
	},
	password: async ({ request, locals }) => {
		const form = await readForm(request, z.strictObject({ password: field, newPassword: field }));
		if (!form.ok || !locals.staff) return fail(400, answer({ part: 'password', message: form.ok ? '' : form.message }));
		const result = await changePassword(locals.app.db, locals.app.ports, locals.staff, form.value);
		if (!result.ok) return fail(400, answer({ part: 'password', field: result.field, message: result.message }));
		return answer({ part: 'password', done: 'Your password is changed; other browsers are signed out.' });
	},
	factorOn: async ({ request, locals }) => {
		const form = await readForm(request, z.strictObject({ password: field, secret: field, code: field }));
		if (!form.ok || !locals.staff) return fail(400, answer({ part: 'factor', message: form.ok ? '' : form.message }));
		const { password, code } = form.value;
		const secret = fromBase64url(form.value.secret) ?? new Uint8Array();
		const result = await addSecondFactor(locals.app.db, locals.app.ports, locals.staff, { password, secret, code });
		if (!result.ok) return fail(400, answer({ part: 'factor', field: result.field, message: result.message }));
		return answer({ part: 'factor', done: 'The second step is on.', recoveryCodes: result.recoveryCodes });
	},
	factorOff: async ({ request, locals }) => {
		const form = await readForm(request, z.strictObject({ password: field }));
		if (!form.ok || !locals.staff) return fail(400, answer({ part: 'factor', message: form.ok ? '' : form.message }));
		const result = await dropSecondFactor(locals.app.db, locals.app.ports, locals.staff.staffId, form.value.password);
		if (!result.ok) return fail(400, answer({ part: 'factor', field: result.field, message: result.message }));
		return answer({ part: 'factor', done: 'The second step is off.' });
	}
};
