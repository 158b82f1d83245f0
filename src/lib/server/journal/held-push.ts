/** What a stolen device brings is set apart; a manager decides whether it was sold by the shop or by the thief. */
import type { PushAnswer, PushRequest } from '$lib/contract/sync/push';
import { noteAudit } from '../audit/audit';
import { sha256Base64url } from '../crypto/es256';
import type { Db } from '../db/client';
import { newId, type Ports } from '../ports';
import { authenticate } from './arrived';
import { findSigners, ingest, type Ingested, type Push, type PushingDevice } from './ingest';
import { findDeviceOfPush, findHeldPush, insertHeldPush, listHeldPayloads, settleHeldPush } from './queries';
import { readWatermark } from './watermark';

/** More than any till holds; a bound against a thief who keeps pushing. */
const heldAtMost = 500;

/** Stores a push unread. Its events are answered as kept evidence, so that the device's queue ends and it can be emptied. */
export async function holdPush(db: Db, device: PushingDevice, request: Push, ports: Ports): Promise<Ingested> {
	const signers = await findSigners(db, device);
	const arrived = authenticate(request.events, signers, { tillId: device.tillId, epoch: request.epoch });
	if (!arrived.ok) return arrived;
	const [unsigned] = arrived.unsignedFrom === null ? [] : [arrived.unsignedFrom];
	if (unsigned !== undefined && arrived.events.length === 0) {
		return { ok: false, code: 'signature_wrong', seq: unsigned, detail: 'The push is not signed by its device.' };
	}
	const kept = { ...request, events: request.events.filter(({ seq }) => unsigned === undefined || seq < unsigned) };
	if (kept.events.length > 0) await keep(db, device, JSON.stringify({ epoch: kept.epoch, events: kept.events }), ports);
	const answers: PushAnswer['answers'] = arrived.events.map(({ seq }) => ({ seq, result: 'quarantined' }));
	return {
		ok: true,
		answer: { answers, order: { kind: 'none' }, watermark: await readWatermark(db, device, ports.now()) }
	};
}

async function keep(db: Db, device: PushingDevice, payload: string, ports: Ports): Promise<void> {
	const held = await listHeldPayloads(db, device.deviceId);
	const hash = sha256Base64url(payload);
	if (held.length >= heldAtMost || held.some((row) => sha256Base64url(row.payload) === hash)) return;
	await insertHeldPush(db, { id: newId(ports), deviceId: device.deviceId, payload, at: new Date(ports.now()) });
}

export type HeldDecision = 'booked' | 'rejected';
export type Decided =
	| { ok: true; answers: PushAnswer['answers'] }
	/** `out_of_order`: an earlier push of the same device has to be decided first. */
	| { ok: false; code: 'not_found' | 'conflict' | 'out_of_order' };

/** Books or rejects a held push, once. Booking goes the same way as any push. */
export async function decideHeldPush(
	db: Db,
	ports: Ports,
	wish: { id: string; decision: HeldDecision; staffId: string }
): Promise<Decided> {
	const held = await findHeldPush(db, wish.id);
	if (!held) return { ok: false, code: 'not_found' };
	if (held.decision !== null) return { ok: false, code: 'conflict' };
	const device = await findDeviceOfPush(db, held.device_id);
	if (!device) return { ok: false, code: 'not_found' };
	const booked = wish.decision === 'booked' ? await bookHeld(db, device, held.payload, ports) : [];
	if (!booked) return { ok: false, code: 'out_of_order' };
	// Booking is idempotent, so a crash between the two only means that somebody decides again.
	await db.transaction().execute(async (tx) => {
		await settleHeldPush(tx, wish.id, { decision: wish.decision, staffId: wish.staffId, at: new Date(ports.now()) });
		await noteAudit(tx, ports, { kind: 'staff', id: wish.staffId }, `held_push.${wish.decision}`, wish.id);
	});
	return { ok: true, answers: booked };
}

async function bookHeld(
	db: Db,
	device: PushingDevice,
	payload: string,
	ports: Ports
): Promise<PushAnswer['answers'] | null> {
	const { epoch, events } = heldPayload(payload);
	const ingested = await ingest(db, device, { epoch, events, report: null }, ports);
	if (!ingested.ok) return [];
	return ingested.answer.order.kind === 'resend_from' ? null : ingested.answer.answers;
}

function heldPayload(payload: string): Pick<PushRequest, 'epoch' | 'events'> {
	// Written by `keep` from a validated request.
	return JSON.parse(payload) as Pick<PushRequest, 'epoch' | 'events'>;
}
