import type { RequestHandler } from './$types';

/** Is the server there, and is it a demo? The browser's own idea of being online is only a hint. */
export const GET: RequestHandler = ({ locals }) =>
	Response.json(
		{ serverTime: new Date(locals.app.ports.now()).toISOString(), demo: locals.app.kind === 'demo' },
		{ headers: { 'cache-control': 'no-store' } }
	);
