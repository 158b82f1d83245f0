import { json } from '@sveltejs/kit';
import { config } from '$lib/server/config';
import { appDb } from '$lib/server/db/app-db';
import { readReadiness } from '$lib/server/platform/health';

/** This server can do its work; 503 says what is missing. */
export async function GET(): Promise<Response> {
	const readiness = await readReadiness(appDb(), config().dataFolder, Date.now());
	const status = readiness.status === 'ok' ? 200 : 503;
	return json(readiness, { status, headers: { 'cache-control': 'no-store' } });
}
