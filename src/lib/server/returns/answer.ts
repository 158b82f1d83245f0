/** `POST /api/till/returns/{lookup,grant,release}` as HTTP: who asks, parse, one call, answer. */
import type * as z from 'zod/mini';
import { returnGrant, returnLookup, returnRelease } from '$lib/contract/sync/returns';
import { readJson } from '../http/body';
import { problemResponse } from '../http/problem';
import type { RewardsApp } from '../rewards/answer';
import { answerJson, refuseEnded, refuseStranger, type TillApp } from '../tills/answer';
import { deviceOf, type SessionDevice } from '../tills/session';
import { grantReturn, lookUpReturn, releaseReturn, type ReturnRefusal } from './returns';

const bodyLimit = { limitBytes: 64 * 1024 };

/** What a cashier can do about it; the till says it in its own words. */
const remedies: Record<ReturnRefusal['code'], string> = {
	not_open: 'This return belongs to another till or sale; look the receipt up again.',
	original_is_return: 'This receipt is one of a return; scan the receipt of the sale.',
	receipt_unknown: 'No sale has this receipt; check it, or send what its till still holds.',
	return_open_elsewhere: 'Another till has this receipt open; finish or leave it there first.',
	returned_more_than_sold: 'More would come back than was sold; look the receipt up again.'
};

function refuse({ code }: ReturnRefusal): Response {
	return problemResponse(code === 'receipt_unknown' ? 404 : 409, code, remedies[code]);
}

type Asked<T> = { ok: true; value: T; device: SessionDevice } | { ok: false; response: Response };

async function ask<T extends z.ZodMiniType>(
	{ db, ports }: TillApp,
	request: Request,
	schema: T
): Promise<Asked<z.output<T>>> {
	const device = await deviceOf(db, request, ports.now());
	if (!device) return { ok: false, response: refuseStranger() };
	if (device.state !== 'active') return { ok: false, response: refuseEnded(device) };
	const body = await readJson(request, schema, bodyLimit);
	return body.ok ? { ok: true, value: body.value, device } : body;
}

export async function answerReturnLookup(app: RewardsApp, request: Request): Promise<Response> {
	const asked = await ask(app, request, returnLookup);
	if (!asked.ok) return asked.response;
	const answer = await lookUpReturn(app, asked.device, asked.value);
	return answer.ok ? answerJson(answer.found) : refuse(answer);
}

export async function answerReturnGrant(app: TillApp, request: Request): Promise<Response> {
	const asked = await ask(app, request, returnGrant);
	if (!asked.ok) return asked.response;
	const answer = await grantReturn(app.db, app.ports, asked.device, asked.value);
	return answer.ok ? answerJson({ returnId: asked.value.returnId }) : refuse(answer);
}

export async function answerReturnRelease(app: TillApp, request: Request): Promise<Response> {
	const asked = await ask(app, request, returnRelease);
	if (!asked.ok) return asked.response;
	await releaseReturn(app.db, asked.device, asked.value.returnId);
	return answerJson({ returnId: asked.value.returnId });
}
