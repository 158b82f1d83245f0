/** `GET /api/sync/pull`, `snapshot` and `cards` as HTTP. */
import { problemResponse } from '../http/problem';
import { answerJson, refuseEnded, refuseStranger, type TillApp } from '../tills/answer';
import { deviceOf } from '../tills/session';
import { streamCards } from './card-index';
import { pull, type Puller } from './pull';
import { readPageKey, snapshot } from './snapshot';

/** `publicOrigin`: the address receipts point to; the request's own unless the installation names one. */
type ReadApp = TillApp & { publicOrigin?: string | null };

const gone = {
	cursor_ahead: 'This position is ahead of the server, which was restored; load the snapshot.',
	cursor_gone: 'What changed after this position is not kept any more; load the snapshot.'
};

export async function answerPull(app: ReadApp, request: Request): Promise<Response> {
	const puller = await findPuller(app, request);
	if (puller instanceof Response) return puller;
	const since = new URL(request.url).searchParams.get('since') ?? '';
	if (!/^\d{1,15}$/.test(since)) return refuseParameter('since', 'a position such as 0');
	const pulled = await pull(app.db, app.ports, puller, Number(since));
	return pulled.ok ? answerJson(pulled.answer) : problemResponse(410, pulled.code, gone[pulled.code]);
}

export async function answerSnapshot(app: ReadApp, request: Request): Promise<Response> {
	const puller = await findPuller(app, request);
	if (puller instanceof Response) return puller;
	const key = readPageKey(new URL(request.url).searchParams.get('after'));
	if (!key) return refuseParameter('after', 'the key of the page before, unchanged');
	return answerJson(await snapshot(app.db, app.ports, puller, key));
}

/** `GET /api/sync/cards`: see `contract/sync/cards`. */
export async function answerCards(app: ReadApp, request: Request): Promise<Response> {
	const puller = await findPuller(app, request);
	if (puller instanceof Response) return puller;
	const since = new URL(request.url).searchParams.get('since') ?? '';
	if (!/^\d{1,15}$/.test(since)) return refuseParameter('since', 'a position such as 0');
	return new Response(await streamCards(app.db, app.ports, Number(since)), {
		headers: { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' }
	});
}

async function findPuller(app: ReadApp, request: Request): Promise<Puller | Response> {
	const device = await deviceOf(app.db, request, app.ports.now());
	if (!device) return refuseStranger();
	if (device.state !== 'active') return refuseEnded(device);
	return { device, publicOrigin: app.publicOrigin ?? new URL(request.url).origin };
}

function refuseParameter(name: string, expected: string): Response {
	return problemResponse(400, 'bad_request', `The parameter ${name} must be ${expected}.`, {
		errors: [{ pointer: `/${name}`, detail: expected }]
	});
}
