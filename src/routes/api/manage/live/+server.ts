import { isManagerSession } from '$lib/server/auth/session';
import { problemResponse } from '$lib/server/http/problem';
import { readNews } from '$lib/server/today/live';
import { streamNews } from '$lib/server/today/stream';
import { PositionWatch } from '$lib/server/today/watch';
import type { RequestHandler } from './$types';

let watch: PositionWatch | undefined;

function watchOf(databaseUrl: string): PositionWatch {
	if (watch) return watch;
	const made = new PositionWatch(databaseUrl);
	watch = made;
	process.once('sveltekit:shutdown', () => void made.stop());
	return made;
}

export const GET: RequestHandler = async ({ locals, request, url }) => {
	const { db, config, ports } = locals.app;
	const text = request.headers.get('last-event-id') ?? url.searchParams.get('after') ?? '';
	if (!/^\d{1,15}$/.test(text)) {
		return problemResponse(400, 'bad_request', 'Name the position to go on from: ?after=0 or Last-Event-ID.');
	}
	const after = Number(text);
	if (request.headers.get('accept')?.includes('application/json')) {
		return Response.json(await readNews(db, after), { headers: { 'cache-control': 'no-store' } });
	}
	if (!config.appDatabaseUrl) throw new Error('the app has no database address');
	const { staff } = locals;
	if (!staff) return problemResponse(401, 'not_signed_in', 'Sign in first, then try again.');
	const mayRead = () => isManagerSession(db, staff.tokenHash, ports.now());
	return new Response(streamNews(db, watchOf(config.appDatabaseUrl), { after, mayRead }), {
		headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }
	});
};
