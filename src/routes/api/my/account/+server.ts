import { problemResponse } from '$lib/server/http/problem';
import { readAccount } from '$lib/server/members/account';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals }) => {
	const { db, ports, kind } = locals.app;
	const account = locals.member && (await readAccount(db, locals.member.memberId, ports.now()));
	if (!account) return problemResponse(401, 'not_signed_in', 'Sign in first, then try again.');
	return Response.json({ ...account, demo: kind === 'demo' }, { headers: { 'cache-control': 'no-store' } });
};
