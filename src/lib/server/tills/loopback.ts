/** The till's endpoints answered in this process: the same functions as behind the routes, without HTTP or framework. */
import { answerPull, answerSnapshot } from '../changes/answer';
import { problemResponse } from '../http/problem';
import { answerPush } from '../journal/answer';
import { answerRecover } from '../journal/answer-recover';
import { answerEnrol, answerEpoch, answerSession, type TillApp } from './answer';

type Endpoint = (app: TillApp, request: Request) => Promise<Response>;

/** Whom tries of enrolment are counted for. */
const address = '127.0.0.1';

const endpoints: Record<string, Endpoint> = {
	'POST /api/till/enrol': (app, request) => answerEnrol(app, request, address),
	'POST /api/till/session': answerSession,
	'POST /api/till/epoch': answerEpoch,
	'POST /api/sync/push': answerPush,
	'POST /api/sync/recover': answerRecover,
	'GET /api/sync/pull': answerPull,
	'GET /api/sync/snapshot': answerSnapshot
};

export type Loopback = (path: string, init: RequestInit) => Promise<Response>;

/** What a till takes for its network. `app.ports` decides what time it is at the server. */
export function loopback(app: TillApp): Loopback {
	return async (path, { method = 'GET', headers, body }) => {
		const url = new URL(path, 'http://loopback.invalid');
		const endpoint = endpoints[`${method} ${url.pathname}`];
		if (!endpoint) return problemResponse(404, 'not_found', `Nothing answers ${method} ${url.pathname} here.`);
		const request = new Request(url, { method, ...(headers && { headers }), ...(body && { body }) });
		return endpoint(app, request);
	};
}
