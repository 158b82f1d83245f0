import { fail, redirect } from '@sveltejs/kit';
import { demoManager } from '$lib/server/demo/people';
import * as z from 'zod/mini';
import { dropSessionCookie, readSessionCookie, setSessionCookie } from '$lib/server/auth/cookie';
import { finishSignIn, signInManager } from '$lib/server/auth/manager-sign-in';
import { hasManager } from '$lib/server/first/first';
import { field, readForm } from '$lib/server/http/form';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, cookies }) => {
	if (!(await hasManager(locals.app.db))) redirect(303, '/manage/first');
	if (locals.staff?.role === 'manager') redirect(303, safeTarget(url.searchParams.get('to')));
	return {
		second: readSessionCookie(cookies, 'sign-in', url) !== undefined,
		demoManager: locals.app.kind === 'demo' ? demoManager : null
	};
};

/** Only a path of the manager's area: an address of elsewhere would lead people away after signing in. */
function safeTarget(to: string | null): string {
	return to && /^\/manage(?![\w-])[^\\]*$/.test(to) ? to : '/manage';
}

const missing = 'Type your e-mail address and your password.';
const wrong = 'E-mail or password is wrong. Check both and try again.';
const wait = (seconds: number) => `Too many tries. Wait ${String(seconds)} seconds, then try again.`;

export const actions: Actions = {
	password: async ({ request, locals, cookies, url, getClientAddress }) => {
		const form = await readForm(request, z.strictObject({ email: field, password: field }));
		if (!form.ok) return fail(form.status, { message: form.message, email: '', second: false });
		// Nothing typed is no try.
		if (!form.value.email.trim() || form.value.password === '') {
			return fail(400, { message: missing, email: form.value.email, second: false });
		}
		const { db, ports } = locals.app;
		const answer = await signInManager(db, ports, {
			...form.value,
			address: getClientAddress(),
			formerToken: readSessionCookie(cookies, 'staff', url)
		});
		const email = form.value.email;
		if (!answer.ok && answer.code === 'too_many_tries') {
			return fail(429, { message: wait(answer.retryAfterSeconds), email, second: false });
		}
		if (!answer.ok) return fail(400, { message: wrong, email, second: false });
		if (answer.step === 'second') {
			setSessionCookie(cookies, 'sign-in', url, answer.token);
			return { message: '', email, second: true };
		}
		setSessionCookie(cookies, 'staff', url, answer.token);
		redirect(303, safeTarget(url.searchParams.get('to')));
	},
	code: async ({ request, locals, cookies, url }) => {
		const form = await readForm(request, z.strictObject({ code: field }));
		if (!form.ok) return fail(form.status, { message: form.message, email: '', second: true });
		if (!form.value.code.trim()) return fail(400, { message: 'Type the code of your app.', email: '', second: true });
		const token = readSessionCookie(cookies, 'sign-in', url);
		const { db, ports } = locals.app;
		const answer = await finishSignIn(db, ports, {
			token: token ?? '',
			code: form.value.code,
			formerToken: readSessionCookie(cookies, 'staff', url)
		});
		if (!answer.ok && answer.code === 'wrong_credentials') {
			return fail(400, {
				message: 'This code is not right. Take the newest one of your app.',
				email: '',
				second: true
			});
		}
		dropSessionCookie(cookies, 'sign-in', url);
		if (!answer.ok) return fail(400, { message: 'That took too long. Sign in again.', email: '', second: false });
		setSessionCookie(cookies, 'staff', url, answer.token);
		redirect(303, safeTarget(url.searchParams.get('to')));
	},
	back: ({ cookies, url }) => {
		dropSessionCookie(cookies, 'sign-in', url);
		redirect(303, '/manage/sign-in');
	}
};
