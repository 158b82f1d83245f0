import { stateOf } from '$lib/server/crmcom-client/status';
import type { RequestHandler } from './$types';

/** Nothing of it is secret: who keeps the value, and whether it answers. */
export const GET: RequestHandler = ({ locals }) => {
	const { client } = locals.app.rewards;
	const state = client ? stateOf(client) : 'here';
	return Response.json({ state }, { headers: { 'cache-control': 'no-store' } });
};
