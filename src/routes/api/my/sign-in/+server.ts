import { codeAnswer } from '$lib/contract/my/account';
import { readSessionCookie, setSessionCookie } from '$lib/server/auth/cookie';
import { readJson } from '$lib/server/http/body';
import { tooManyTries } from '$lib/server/http/lead-to';
import { problemResponse } from '$lib/server/http/problem';
import { signInMember } from '$lib/server/members/sign-in';
import type { RequestHandler } from './$types';

/** Is anybody signed in? For a phone that has kept nothing: to a stranger's first visit the answer is no error. */
export const GET: RequestHandler = ({ locals }) =>
	Response.json({ signedIn: locals.member !== null }, { headers: { 'cache-control': 'no-store' } });

/** Signs in with the code from the mail. */
export const POST: RequestHandler = async ({ locals, request, cookies, url, getClientAddress }) => {
	const body = await readJson(request, codeAnswer);
	if (!body.ok) return body.response;
	const { db, ports } = locals.app;
	const formerToken = readSessionCookie(cookies, 'member', url);
	const answer = await signInMember(db, ports, { ...body.value, address: getClientAddress(), formerToken });
	if (!answer.ok && answer.code === 'too_many_tries') return tooManyTries(answer.retryAfterSeconds);
	if (!answer.ok) {
		return problemResponse(
			400,
			'code_wrong',
			'This code is wrong, used or too old. Check the newest mail, or ask for a new code.'
		);
	}
	setSessionCookie(cookies, 'member', url, answer.token);
	return new Response(null, { status: 204 });
};
