/** The rest of a journal whose key is gone, brought by its tablet or in a file: what its signatures vouch for is booked. */
import type { SealedEventOnWire } from '$lib/contract/sync/event';
import type { PushAnswer, Standing } from '$lib/contract/sync/push';
import type { Db } from '../db/client';
import type { Ports } from '../ports';
import { acceptGaps, isStolen } from '../tills/lost-key';
import { readPublicKey } from '../crypto/es256';
import { authenticate, findSigner, readEnvelope, type Authenticated } from './arrived';
import { holdPush } from './held-push';
import { findSigners, ingest, type Push, type PushingDevice } from './ingest';
import { findDeviceOfPush, listSigners } from './queries';
import { findBackupAndGeneration, hasApart, hasEvents } from './queries.held';

export type Rest = { deviceId: string | null; epoch: number; events: readonly SealedEventOnWire[] };

/** Whose events these are, and what of them its signatures vouch for. */
export type Source = { device: PushingDevice; arrived: Authenticated };

export type Recovered =
	| { ok: true; answers: PushAnswer['answers']; standing: Standing }
	| { ok: false; code: 'signature_wrong' | 'bad_request'; seq: number | null; detail: string };

const unsigned: Recovered = {
	ok: false,
	code: 'signature_wrong',
	seq: null,
	detail: 'These events are not signed by a device of this installation.'
};

/** The device named, or the one of the till in the events whose key fits. Null: nobody vouches for any that was `probed`. */
export async function findSource(
	db: Db,
	{ deviceId, epoch, events }: Rest,
	probed: readonly SealedEventOnWire[] = events
): Promise<Source | null> {
	const id = deviceId ?? (await findSignerOfTill(db, probed));
	const device = id === null ? undefined : await findDeviceOfPush(db, id);
	if (!device) return null;
	const own = (await findSigners(db, device)).filter((signer) => signer.deviceId === id);
	return { device, arrived: authenticate(events, own, { tillId: device.tillId, epoch }) };
}

/** Checking a signature costs; a stranger who names a till shall not make us check all events with all of its keys. */
const mostProbes = 8;
const mostKeys = 50;

async function findSignerOfTill(db: Db, events: readonly SealedEventOnWire[]): Promise<string | null> {
	const tillId = tillIn(events);
	if (tillId === null) return null;
	// Ids tell the time they were made at: the newest tablets come first.
	const devices = (await listSigners(db, tillId)).sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, mostKeys);
	const keys = devices.flatMap(({ id, public_key }) => {
		const key = readPublicKey(public_key);
		return key ? [{ deviceId: id, key }] : [];
	});
	for (const event of events) {
		const signerId = findSigner(event, keys);
		if (signerId) return signerId;
	}
	return null;
}

/** The first, the last and as many between them, evenly. */
function spread<T>(items: readonly T[], most: number): T[] {
	const step = Math.max(1, (items.length - 1) / (most - 1));
	const places = Array.from({ length: Math.min(items.length, most) }, (_, index) => Math.round(index * step));
	return places.flatMap((place) => items[place] ?? []);
}

/** Which till the events say they are of. */
export function tillIn(events: readonly SealedEventOnWire[]): string | null {
	for (const { text } of events) {
		const tillId = readEnvelope(text)?.tillId;
		if (tillId) return tillId;
	}
	return null;
}

/** Books what is signed, once; events of a stolen device wait for a manager. */
export async function recover(db: Db, ports: Ports, rest: Rest): Promise<Recovered> {
	const source = await findSource(db, rest, spread(rest.events, mostProbes));
	if (!source?.arrived.ok || source.arrived.events.length === 0) return unsigned;
	const taken = await takeIn(db, ports, source.device, rest);
	return taken.ok ? { ...taken, standing: await readStanding(db, ports, source.device, rest) } : taken;
}

/** Nothing is booked; who cannot show a signed event learns nothing. */
export async function probe(db: Db, ports: Ports, rest: Rest): Promise<Recovered> {
	const source = await findSource(db, rest, spread(rest.events, mostProbes));
	if (!source?.arrived.ok || source.arrived.events.length < rest.events.length) return unsigned;
	return { ok: true, answers: [], standing: await readStanding(db, ports, source.device, rest) };
}

async function readStanding(
	db: Db,
	ports: Ports,
	{ deviceId, tillId }: PushingDevice,
	{ epoch, events }: Rest
): Promise<Standing> {
	const { generation, begunAt } = await findBackupAndGeneration(db);
	const hashes = events.map(({ hash }) => hash);
	const holds = (await hasEvents(db, tillId, epoch, hashes)) || (await hasApart(db, deviceId, hashes));
	return { generation, backupBegunAt: begunAt, holds, serverTime: new Date(ports.now()).toISOString() };
}

type Taken = Exclude<Recovered, { ok: true }> | { ok: true; answers: PushAnswer['answers'] };

async function takeIn(db: Db, ports: Ports, device: PushingDevice, { epoch, events }: Rest): Promise<Taken> {
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
