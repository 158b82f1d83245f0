import type { RequestHandler } from './$types';

/** Is the server there? Answers nothing but its time; the browser's own idea of being online is only a hint. */
export const GET: RequestHandler = ({ locals }) =>
	Response.json(
		{ serverTime: new Date(locals.app.ports.now()).toISOString() },
		{ headers: { 'cache-control': 'no-store' } }
	);
