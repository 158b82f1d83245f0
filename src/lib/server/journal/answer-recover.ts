/** `POST /api/sync/recover` as HTTP: what is left of a journal whose key is gone. */
import { recoverRequest } from '$lib/contract/sync/push';
import { returnAttempt, takeAttempt, type Limit } from '../auth/rate-limit';
import { readJson } from '../http/body';
import { problemResponse } from '../http/problem';
import { answerJson, refuseMany, type TillApp } from '../tills/answer';
import { probe, recover, tillIn } from './recover';

/** Refused ones only: a long journal comes in many calls, some of them damaged. By the minute: nobody keeps a till out for long. */
const limits = {
	byAddress: { name: 'recover-ip', most: 40, windowSeconds: 60 },
	byTill: { name: 'recover-till', most: 60, windowSeconds: 60 }
} as const satisfies Record<string, Limit>;

/**
 * There is no session, because there is no key to open one: the signatures on the events are what is believed. So a
 * stranger learns nothing and changes nothing here without events that this device signed and the server lacks.
 */
export async function answerRecover(
	{ db, ports }: TillApp,
	request: Request,
	address = '127.0.0.1'
): Promise<Response> {
	const body = await readJson(request, recoverRequest);
	if (!body.ok) return body.response;
	const now = ports.now();
	const counted: [Limit, string][] = [
		[limits.byAddress, address],
		[limits.byTill, tillIn(body.value.events) ?? body.value.deviceId ?? '']
	];
	for (const [limit, subject] of counted) {
		const allowed = await takeAttempt(db, limit, subject, now);
		if (!allowed.ok) return refuseMany('Too many refused journals; wait a minute.', allowed.retryAfterSeconds);
	}
	const recovered = await (body.value.probe ? probe : recover)(db, ports, body.value);
	if (!recovered.ok) return problemResponse(422, recovered.code, recovered.detail);
	for (const [limit, subject] of counted) await returnAttempt(db, limit, subject, now);
	const { answers, standing } = recovered;
	return answerJson({ answers, standing });
}
