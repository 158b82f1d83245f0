/** The till's own endpoints as HTTP: parse, one call, answer. */
import { enrolRequest, epochRequest, sessionRequest } from '$lib/contract/sync/till';
import { returnAttempt, takeAttempt, type Limit } from '../auth/rate-limit';
import type { Db } from '../db/client';
import { readJson } from '../http/body';
import { problemResponse } from '../http/problem';
import type { Ports } from '../ports';
import { enrol, type EnrolRefusal } from './enrol';
import { openNewEpoch } from './epoch';
import { deviceOf, openSession, type SessionDevice, type SessionRefusal } from './session';

export type TillApp = { db: Db; ports: Ports };

const smallBody = { limitBytes: 16 * 1024 };

export function answerJson(value: unknown): Response {
	return Response.json(value, { headers: { 'cache-control': 'no-store' } });
}

export async function answerEnrol({ db, ports }: TillApp, request: Request, address: string): Promise<Response> {
	const body = await readJson(request, enrolRequest, smallBody);
	if (!body.ok) return body.response;
	const enrolled = await enrol(db, ports, body.value, address);
	return enrolled.ok ? answerJson(enrolled.answer) : refuseEnrol(enrolled);
}

function refuseEnrol(refusal: EnrolRefusal): Response {
	switch (refusal.code) {
		case 'code_wrong':
			return problemResponse(403, 'code_wrong', 'This code is not known; check it or ask the manager for a new one.');
		case 'code_used':
			return problemResponse(409, 'code_used', 'Another device has used this code; ask the manager for a new one.');
		case 'code_expired':
			return problemResponse(
				410,
				'code_expired',
				'This code is older than ten minutes; ask the manager for a new one.'
			);
		case 'bad_request':
			return problemResponse(400, 'bad_request', 'The public key is not a point of the curve P-256.', {
				errors: [{ pointer: '/publicKey', detail: 'no point of the curve P-256' }]
			});
		case 'too_many_tries':
			return refuseMany('Too many wrong codes; wait ten minutes and try again.', refusal.retryAfterSeconds);
	}
}

/** Refused sessions only: a shop full of tills behind one address may open as many as it has. */
const sessionByAddress: Limit = { name: 'session-ip', most: 60, windowSeconds: 60 };

export async function answerSession(
	{ db, ports }: TillApp,
	request: Request,
	address = '127.0.0.1'
): Promise<Response> {
	const body = await readJson(request, sessionRequest, smallBody);
	if (!body.ok) return body.response;
	const now = ports.now();
	const allowed = await takeAttempt(db, sessionByAddress, address, now);
	if (!allowed.ok) return refuseMany('Too many refused sessions; wait a minute.', allowed.retryAfterSeconds);
	const session = await openSession(db, ports, body.value);
	if (!session.ok) return refuseSession(session, new Date(now));
	await returnAttempt(db, sessionByAddress, address, now);
	return answerJson(session.answer);
}

export function refuseMany(detail: string, retryAfterSeconds: number): Response {
	return problemResponse(429, 'too_many_tries', detail, { headers: { 'retry-after': String(retryAfterSeconds) } });
}

function refuseSession({ code }: SessionRefusal, now: Date): Response {
	switch (code) {
		case 'till_unknown':
			return problemResponse(401, code, 'This device is not known here; enrol it again.');
		case 'signature_wrong':
			return problemResponse(401, code, "The signature is not by this device's key; enrol the device again.");
		case 'replayed':
			return problemResponse(401, code, 'This request was used before; make a new one with another nonce.');
		case 'clock_off':
			return problemResponse(401, code, "The device's clock is more than five minutes off; correct it by serverTime.", {
				headers: { date: now.toUTCString() },
				serverTime: now.toISOString()
			});
	}
}

export async function answerEpoch({ db, ports }: TillApp, request: Request): Promise<Response> {
	const device = await deviceOf(db, request, ports.now());
	if (!device) return refuseStranger();
	if (device.state !== 'active') return refuseEnded(device);
	const body = await readJson(request, epochRequest, smallBody);
	if (!body.ok) return body.response;
	return answerJson(await openNewEpoch(db, ports, device, body.value));
}

export function refuseStranger(): Response {
	return problemResponse(401, 'not_signed_in', "This call needs the till's session; open one and try again.", {
		headers: { 'www-authenticate': 'Bearer' }
	});
}

export function refuseEnded({ state, tillCode }: Pick<SessionDevice, 'state' | 'tillCode'>): Response {
	return state === 'stolen'
		? problemResponse(403, 'device_stolen', `This device was reported stolen and is no longer ${tillCode}.`)
		: problemResponse(403, 'device_retired', `This device is no longer ${tillCode}; enrol it with a new code.`);
}
