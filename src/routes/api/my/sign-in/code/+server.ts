import { codeRequest } from '$lib/contract/my/account';
import { readJson } from '$lib/server/http/body';
import { tooManyTries } from '$lib/server/http/lead-to';
import { sendLoginCode } from '$lib/server/members/sign-in';
import type { RequestHandler } from './$types';

/** Sends a code by mail. The answer is the same whether the address is known or not. */
export const POST: RequestHandler = async ({ locals, request, getClientAddress }) => {
	const body = await readJson(request, codeRequest);
	if (!body.ok) return body.response;
	const { db, ports } = locals.app;
	const answer = await sendLoginCode(db, ports, { email: body.value.email, address: getClientAddress() });
	return answer.ok ? new Response(null, { status: 204 }) : tooManyTries(answer.retryAfterSeconds);
};
