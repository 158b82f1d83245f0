/** `POST /api/sync/recover` as HTTP: what is left of a journal whose key is gone. */
import { recoverRequest } from '$lib/contract/sync/push';
import { readJson } from '../http/body';
import { problemResponse } from '../http/problem';
import { answerJson, type TillApp } from '../tills/answer';
import { recover } from './recover';

/**
 * There is no session, because there is no key to open one: the signatures on the events are what is believed. So a
 * stranger learns nothing and changes nothing here without events that this device signed and the server lacks.
 */
export async function answerRecover({ db, ports }: TillApp, request: Request): Promise<Response> {
	const body = await readJson(request, recoverRequest);
	if (!body.ok) return body.response;
	const recovered = await recover(db, ports, body.value);
	if (!recovered.ok) return problemResponse(422, recovered.code, recovered.detail);
	return answerJson({ answers: recovered.answers });
}
