/** A tablet becomes a till: one code, one device, one key. */
import type { EnrolAnswer, EnrolRequest } from '$lib/contract/sync/till';
import { fromBase64url, toBase64url } from '$lib/domain/bytes';
import { noteAudit } from '../audit/audit';
import { returnAttempt, takeAttempt, type Limit } from '../auth/rate-limit';
import { readPublicKey } from '../crypto/es256';
import type { Db } from '../db/client';
import { cardKey } from '../members/card';
import { newId, type Ports } from '../ports';
import { readCode } from './code';
import { grantEpoch, readGeneration } from './epoch';
import { findDevice, findNewestEpoch, insertDevice, lockCode, lockTill, markCodeUsed, retireActive } from './queries';
import { readmitFormer } from './readmit';

export type EnrolRefusal =
	| { ok: false; code: 'code_wrong' | 'code_used' | 'code_expired' | 'bad_request' }
	| { ok: false; code: 'too_many_tries'; retryAfterSeconds: number };

/** Codes are short; whoever guesses has five tries in ten minutes. */
const enrolByAddress: Limit = { name: 'enrol-ip', most: 5, windowSeconds: 600 };

/**
 * Makes the device of a till. The device that was active becomes retired. The same device may ask again with the same
 * code while its first event has not arrived: its answer was lost. `address` is the caller's, for counting tries.
 */
export async function enrol(
	db: Db,
	ports: Ports,
	request: EnrolRequest,
	address: string
): Promise<{ ok: true; answer: EnrolAnswer } | EnrolRefusal> {
	const point = fromBase64url(request.publicKey);
	if (!point || !readPublicKey(point)) return { ok: false, code: 'bad_request' };
	// Counted before the code is looked at, so that many guesses at once are as few as one after the other.
	const now = ports.now();
	const allowed = await takeAttempt(db, enrolByAddress, address, now);
	if (!allowed.ok) return allowed;
	const codeHash = readCode(request.code);
	if (!codeHash) return { ok: false, code: 'code_wrong' };
	const found = await db.transaction().execute((tx) => enrolWith(tx, ports, request, point, codeHash));
	// Only misses count: a shop behind one address may enrol all its tills at once.
	if (found.ok) await returnAttempt(db, enrolByAddress, address, now);
	return found;
}

async function enrolWith(
	tx: Db,
	ports: Ports,
	request: EnrolRequest,
	point: Uint8Array,
	codeHash: Buffer
): Promise<{ ok: true; answer: EnrolAnswer } | EnrolRefusal> {
	const code = await lockCode(tx, codeHash);
	if (!code) return { ok: false, code: 'code_wrong' };
	if (code.used_at !== null) return repeat(tx, ports, code, point);
	if (Date.parse(code.expires_at) <= ports.now()) return { ok: false, code: 'code_expired' };
	const till = await lockTill(tx, code.till_id);
	if (!till) return { ok: false, code: 'code_wrong' };
	const at = new Date(ports.now());
	const former = await retireActive(tx, till.id, at);
	const deviceId = newId(ports);
	await insertDevice(tx, {
		id: deviceId,
		till_id: till.id,
		name: request.deviceName,
		public_key: Buffer.from(point),
		secret: Buffer.from(ports.randomBytes(32)),
		enrolled_at: at,
		app_version: request.appVersion
	});
	await markCodeUsed(tx, code.id, deviceId, at);
	const above = await readmitFormer(tx, ports, { till, deviceId }, request.former);
	await grantEpoch(tx, ports, { tillId: till.id, deviceId, reason: 'enrolled', above });
	await noteAudit(tx, ports, { kind: 'device', id: deviceId }, 'till.enrolled', till.id, {
		formerDevice: former?.id ?? null
	});
	return { ok: true, answer: await answerFor(tx, ports, deviceId) };
}

async function repeat(
	tx: Db,
	ports: Ports,
	code: { used_by_device: string | null },
	point: Uint8Array
): Promise<{ ok: true; answer: EnrolAnswer } | EnrolRefusal> {
	const device = code.used_by_device === null ? undefined : await findDevice(tx, code.used_by_device);
	const isSame = device?.state === 'active' && device.public_key.equals(point);
	const epoch = isSame ? await findNewestEpoch(tx, device.till_id, device.id) : undefined;
	if (!isSame || epoch?.head_seq !== 0) return { ok: false, code: 'code_used' };
	return { ok: true, answer: await answerFor(tx, ports, device.id) };
}

async function answerFor(tx: Db, ports: Ports, deviceId: string): Promise<EnrolAnswer> {
	const device = await findDevice(tx, deviceId);
	const till = device && (await lockTill(tx, device.till_id));
	const epoch = device && (await findNewestEpoch(tx, device.till_id, deviceId));
	if (!device || !till || !epoch) throw new Error(`Device ${deviceId} is not complete.`);
	return {
		tillId: till.id,
		tillCode: till.code,
		tillName: till.name,
		storeId: till.store_id,
		deviceId,
		tillSecret: toBase64url(device.secret),
		cardKey: toBase64url(await cardKey(tx, ports)),
		grant: { epoch: epoch.epoch, epochText: epoch.epoch_text, epochHash: epoch.epoch_hash },
		generation: await readGeneration(tx),
		serverTime: new Date(ports.now()).toISOString()
	};
}
