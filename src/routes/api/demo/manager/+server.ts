import { readSessionCookie, setSessionCookie } from '$lib/server/auth/cookie';
import { limits, takeAttempt } from '$lib/server/auth/rate-limit';
import { leadTo, notSeeded, tooManyTries } from '$lib/server/http/lead-to';
import { signInDemoManager } from '$lib/server/staff/staff';
import type { RequestHandler } from './$types';

/** Signs in the demo manager. */
export const POST: RequestHandler = async ({ locals, request, cookies, url, getClientAddress }) => {
	const { db, ports } = locals.app;
	const allowed = await takeAttempt(db, limits.demoByAddress, getClientAddress(), ports.now());
	if (!allowed.ok) return tooManyTries(allowed.retryAfterSeconds);
	const token = await signInDemoManager(db, ports, readSessionCookie(cookies, 'staff', url));
	if (!token) return notSeeded();
	setSessionCookie(cookies, 'staff', url, token);
	return leadTo(request, '/manage');
};
