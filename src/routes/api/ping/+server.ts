import { readShopName } from '$lib/server/members/account';
import type { RequestHandler } from './$types';

/** Is the server there, whose is it, and is it a demo? The browser's own idea of being online is only a hint. */
export const GET: RequestHandler = async ({ locals: { app } }) =>
	Response.json(
		{
			serverTime: new Date(app.ports.now()).toISOString(),
			demo: app.kind === 'demo',
			shop: await readShopName(app.db).catch(() => null)
		},
		{ headers: { 'cache-control': 'no-store' } }
	);
