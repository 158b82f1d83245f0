/** The rest of a journal whose key is gone, brought by its tablet or in a file: what its signatures vouch for is booked. */
import type { SealedEventOnWire } from '$lib/contract/sync/event';
import type { PushAnswer } from '$lib/contract/sync/push';
import type { Db } from '../db/client';
import type { Ports } from '../ports';
import { acceptGaps, isStolen } from '../tills/lost-key';
import { authenticate, readEnvelope, type Authenticated } from './arrived';
import { holdPush } from './held-push';
import { findSigners, ingest, type Push, type PushingDevice } from './ingest';
import { findDeviceOfPush, listSigners } from './queries';

export type Rest = { deviceId: string | null; epoch: number; events: readonly SealedEventOnWire[] };

/** Whose events these are, and what of them its signatures vouch for. */
export type Source = { device: PushingDevice; arrived: Authenticated };

export type Recovered =
	| { ok: true; answers: PushAnswer['answers'] }
	| { ok: false; code: 'signature_wrong' | 'bad_request'; seq: number | null; detail: string };

const unsigned: Recovered = {
	ok: false,
	code: 'signature_wrong',
	seq: null,
	detail: 'These events are not signed by a device of this installation.'
};

/** The device named, or the one of the till in the events whose key fits. */
export async function findSource(db: Db, { deviceId, epoch, events }: Rest): Promise<Source | null> {
	let best: Source | null = null;
	for (const id of deviceId === null ? await listCandidates(db, events) : [deviceId]) {
		const device = await findDeviceOfPush(db, id);
		if (!device) continue;
		const own = (await findSigners(db, device)).filter((signer) => signer.deviceId === id);
		const arrived = authenticate(events, own, { tillId: device.tillId, epoch });
		best ??= { device, arrived };
		if (arrived.ok && arrived.events.length > 0) return { device, arrived };
	}
	return best;
}

async function listCandidates(db: Db, events: readonly SealedEventOnWire[]): Promise<string[]> {
	for (const { text } of events) {
		const tillId = readEnvelope(text)?.tillId;
		if (tillId) return (await listSigners(db, tillId)).map(({ id }) => id);
	}
	return [];
}

/** Books what is signed, once; events of a stolen device wait for a manager. */
export async function recover(db: Db, ports: Ports, rest: Rest): Promise<Recovered> {
	const source = await findSource(db, rest);
	if (!source?.arrived.ok || source.arrived.events.length === 0) return unsigned;
	const { device } = source;
	const { epoch, events } = rest;
	const take = (await isStolen(db, device.deviceId)) ? holdPush : ingest;
	const push: Push = { epoch, events: [...events], report: null, gapsAllowed: true };
	const taken = await take(db, device, push, ports);
	if (!taken.ok) return taken;
	const { answers, order } = taken.answer;
	if (order.kind !== 'resend_from') return { ok: true, answers };
	// Only where something is missing: an epoch that is still being written must not be loosened by a replay.
	await acceptGaps(db, device.tillId, epoch);
	const rested = await take(db, device, push, ports);
	if (!rested.ok) return rested;
	const before = new Map(answers.map((answer) => [answer.seq, answer]));
	return { ok: true, answers: rested.answer.answers.map((answer) => before.get(answer.seq) ?? answer) };
}
