/** `POST /api/sync/push` as HTTP. */
import { pushRequest } from '$lib/contract/sync/push';
import { readJson } from '../http/body';
import { problemResponse } from '../http/problem';
import { answerJson, refuseStranger, type TillApp } from '../tills/answer';
import { deviceOf } from '../tills/session';
import { holdPush } from './held-push';
import { ingest } from './ingest';
import { noteLost } from './lost';

export async function answerPush({ db, ports }: TillApp, request: Request): Promise<Response> {
	const device = await deviceOf(db, request, ports.now());
	if (!device) return refuseStranger();
	const body = await readJson(request, pushRequest);
	if (!body.ok) return body.response;
	// A retired device may still hold sales: they count. What a stolen one brings waits for a manager.
	const taken = device.state === 'stolen' ? holdPush : ingest;
	const ingested = await taken(db, device, body.value, ports);
	if (ingested.ok) {
		await noteLost(db, ports, device, body.value.lost ?? []);
		return answerJson(ingested.answer);
	}
	const { code, detail, seq } = ingested;
	const index = body.value.events.findIndex((event) => event.seq === seq);
	return problemResponse(code === 'bad_request' ? 400 : 422, code, detail, {
		errors: [{ pointer: `/events/${String(index)}`, detail }]
	});
}
