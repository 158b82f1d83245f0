import { problemResponse } from '$lib/server/http/problem';
import { exportMember } from '$lib/server/members/account';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals }) => {
	const { db, ports } = locals.app;
	const data = locals.member && (await exportMember(db, locals.member.memberId, ports.now()));
	if (!data) return problemResponse(401, 'not_signed_in', 'Sign in first, then try again.');
	return new Response(JSON.stringify(data, null, '\t'), {
		headers: {
			'content-type': 'application/json',
			'content-disposition': 'attachment; filename="my-data.json"',
			'cache-control': 'no-store'
		}
	});
};
