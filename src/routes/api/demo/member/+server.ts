import { readSessionCookie, setSessionCookie } from '$lib/server/auth/cookie';
import { limits, takeAttempt } from '$lib/server/auth/rate-limit';
import { leadTo, notSeeded, tooManyTries } from '$lib/server/http/lead-to';
import { signInDemoMember } from '$lib/server/members/sign-in';
import type { RequestHandler } from './$types';

/** Signs in a demo member. */
export const POST: RequestHandler = async ({ locals, request, cookies, url, getClientAddress }) => {
	const { db, ports } = locals.app;
	const allowed = await takeAttempt(db, limits.demoByAddress, getClientAddress(), ports.now());
	if (!allowed.ok) return tooManyTries(allowed.retryAfterSeconds);
	const token = await signInDemoMember(db, ports, readSessionCookie(cookies, 'member', url));
	if (!token) return notSeeded();
	setSessionCookie(cookies, 'member', url, token);
	return leadTo(request, '/my');
};
