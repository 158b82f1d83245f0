import { dropSessionCookie, readSessionCookie } from '$lib/server/auth/cookie';
import { endMemberSession } from '$lib/server/auth/session';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, cookies, url }) => {
	const token = readSessionCookie(cookies, 'member', url);
	if (token) await endMemberSession(locals.app.db, token);
	dropSessionCookie(cookies, 'member', url);
	return new Response(null, { status: 204 });
};
