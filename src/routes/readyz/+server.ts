import { json } from '@sveltejs/kit';
import { readReadiness } from '$lib/server/platform/health';
import type { RequestHandler } from './$types';

/** This server can do its work; 503 says what is missing. */
export const GET: RequestHandler = async ({ locals: { app } }) => {
	const readiness = await readReadiness(app.db, app.config.dataFolder, app.ports.now());
	const status = readiness.status === 'ok' ? 200 : 503;
	return json(readiness, { status, headers: { 'cache-control': 'no-store' } });
};
