import { joinRequest } from '$lib/contract/my/account';
import { readJson } from '$lib/server/http/body';
import { tooManyTries } from '$lib/server/http/lead-to';
import { sendLoginCode } from '$lib/server/members/sign-in';
import type { RequestHandler } from './$types';

/** Wants to become a member; the code from the mail completes it. A known address simply gets a code to sign in. */
export const POST: RequestHandler = async ({ locals, request, getClientAddress }) => {
	const body = await readJson(request, joinRequest);
	if (!body.ok) return body.response;
	const { db, ports } = locals.app;
	const { name, email, news } = body.value;
	const answer = await sendLoginCode(db, ports, { email, address: getClientAddress(), join: { name, news } });
	return answer.ok ? new Response(null, { status: 204 }) : tooManyTries(answer.retryAfterSeconds);
};
