/** What a stolen device brings is set apart; a manager decides whether it was sold by the shop or by the thief. */
import type { PushAnswer, PushRequest } from '$lib/contract/sync/push';
import { noteAudit } from '../audit/audit';
import { sha256Base64url } from '../crypto/es256';
import type { Db } from '../db/client';
import { newId, type Ports } from '../ports';
import { acceptGaps } from '../tills/lost-key';
import { authenticate } from './arrived';
import { findSigners, ingest, type Ingested, type Push, type PushingDevice } from './ingest';
import { summariseHeld, type HeldSummary } from './held-summary';
import { findDeviceOfPush } from './queries';
import {
	hasUndecidedBefore,
	insertHeldPush,
	listHeldPayloads,
	listUndecided,
	lockHeldPush,
	settleHeldPush
} from './queries.held';
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

/** What waits for a decision, oldest first, with what it says of itself. */
export async function readHeldPushes(db: Db) {
	const rows = await listUndecided(db, 20);
	return rows.map(({ payload, ...push }) => {
		const { events } = heldPayload(payload);
		return { ...push, summary: summariseHeld(events.map(({ text }) => text)) };
	});
}

export type HeldDecision = 'booked' | 'rejected';
export type Decided =
	| { ok: true; answers: PushAnswer['answers']; summary: HeldSummary }
	/** `out_of_order`: an earlier push of the same device has to be decided first; `unreadable`: no key of the till vouches for it any more. */
	| { ok: false; code: 'not_found' | 'conflict' | 'out_of_order' | 'unreadable' };

type Wish = { id: string; decision: HeldDecision; staffId: string };

/** Books or rejects a held push, once. Booking goes the same way as any push. */
export function decideHeldPush(db: Db, ports: Ports, wish: Wish): Promise<Decided> {
	// The lock lasts until the decision stands: who decides in the same moment waits, and finds it decided. Booking is
	// idempotent and has a transaction of its own, so a crash in between only means that somebody decides again.
	return db.transaction().execute(async (tx) => {
		const held = await lockHeldPush(tx, wish.id);
		if (!held) return { ok: false, code: 'not_found' };
		if (held.decision !== null) return { ok: false, code: 'conflict' };
		const device = await findDeviceOfPush(tx, held.device_id);
		if (!device) return { ok: false, code: 'not_found' };
		const { epoch, events } = heldPayload(held.payload);
		let answers: PushAnswer['answers'] = [];
		if (wish.decision === 'booked') {
			const push: Push = { epoch, events, report: null };
			let ingested = await ingest(db, device, push, ports);
			if (!ingested.ok) return { ok: false, code: 'unreadable' };
			if (ingested.answer.order.kind === 'resend_from') {
				if (await hasUndecidedBefore(tx, held)) return { ok: false, code: 'out_of_order' };
				// What was rejected, or never came, is a gap that a case names; the rest was sold by the shop all the same.
				await acceptGaps(db, device.tillId, epoch);
				ingested = await ingest(db, device, { ...push, gapsAllowed: true }, ports);
				if (!ingested.ok) return { ok: false, code: 'unreadable' };
			}
			({ answers } = ingested.answer);
		}
		await settleHeldPush(tx, wish.id, { decision: wish.decision, staffId: wish.staffId, at: new Date(ports.now()) });
		await noteAudit(tx, ports, { kind: 'staff', id: wish.staffId }, `held_push.${wish.decision}`, wish.id);
		return { ok: true, answers, summary: summariseHeld(events.map(({ text }) => text)) };
	});
}

function heldPayload(payload: string): Pick<PushRequest, 'epoch' | 'events'> {
	// Written by `keep` from a validated request.
	return JSON.parse(payload) as Pick<PushRequest, 'epoch' | 'events'>;
}
