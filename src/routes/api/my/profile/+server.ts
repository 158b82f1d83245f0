import { profileChange } from '$lib/contract/my/account';
import { readJson } from '$lib/server/http/body';
import { problemResponse } from '$lib/server/http/problem';
import { changeProfile } from '$lib/server/members/account';
import type { RequestHandler } from './$types';

export const PATCH: RequestHandler = async ({ locals, request }) => {
	if (!locals.member) return problemResponse(401, 'not_signed_in', 'Sign in first, then try again.');
	const body = await readJson(request, profileChange);
	if (!body.ok) return body.response;
	const { db, ports } = locals.app;
	await changeProfile(db, ports, locals.member.memberId, body.value);
	return new Response(null, { status: 204 });
};
