/** `POST /api/sync/recover` as HTTP: what is left of a journal whose key is gone. */
import { recoverRequest } from '$lib/contract/sync/push';
import type { Db } from '../db/client';
import { readJson } from '../http/body';
import { problemResponse } from '../http/problem';
import { answerJson, type TillApp } from '../tills/answer';
import { acceptGaps, isStolen } from '../tills/lost-key';
import { authenticate, type Arrived } from './arrived';
import { holdPush } from './held-push';
import { findSigners, ingest } from './ingest';
import { findDeviceOfPush, listStored } from './queries';

/**
 * There is no session, because there is no key to open one: the signatures on the events are what is believed. So a
 * stranger learns nothing and changes nothing here without events that this device signed and the server lacks.
 */
export async function answerRecover({ db, ports }: TillApp, request: Request): Promise<Response> {
	const body = await readJson(request, recoverRequest);
	if (!body.ok) return body.response;
	const { deviceId, epoch, events } = body.value;
	const device = await findDeviceOfPush(db, deviceId);
	if (!device) return unsigned();
	const signers = await findSigners(db, device);
	const own = signers.filter((signer) => signer.deviceId === deviceId);
	const arrived = authenticate(events, own, { tillId: device.tillId, epoch });
	if (!arrived.ok || arrived.events.length === 0) return unsigned();
	// A replay of what is here already must not loosen an epoch that is still being written.
	if (await lacksAny(db, device.tillId, epoch, arrived.events)) await acceptGaps(db, device.tillId, epoch);
	const take = (await isStolen(db, deviceId)) ? holdPush : ingest;
	const taken = await take(db, device, { epoch, events, report: null, gapsAllowed: true }, ports);
	if (!taken.ok) return problemResponse(422, taken.code, taken.detail);
	return answerJson({ answers: taken.answer.answers });
}

async function lacksAny(db: Db, tillId: string, epoch: number, events: readonly Arrived[]): Promise<boolean> {
	const seqs = events.map(({ seq }) => seq);
	const stored = await listStored(db, tillId, epoch, Math.min(...seqs), Math.max(...seqs));
	const hashes = new Set(stored.map(({ hash }) => hash));
	return events.some(({ hash }) => !hashes.has(hash));
}

function unsigned(): Response {
	return problemResponse(422, 'signature_wrong', 'These events are not signed by a device of this installation.');
}
