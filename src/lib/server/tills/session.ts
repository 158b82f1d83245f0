/** A till's session: asked for with the device's signature, then a bearer token for push and pull. */
import type { SessionAnswer, SessionRequest } from '$lib/contract/sync/till';
import { concatBytes, utf8 } from '$lib/domain/bytes';
import { isSignedBy, readPublicKey, sha256 } from '../crypto/es256';
import { hashToken, newToken } from '../auth/token';
import type { Db } from '../db/client';
import { lendNumbers } from '../members/leases';
import type { Ports } from '../ports';
import { findDevice, findDeviceBySession, insertSession, useNonce, type DeviceState } from './queries';

export type SessionRefusal = { ok: false; code: 'till_unknown' | 'clock_off' | 'signature_wrong' | 'replayed' };

/** How far the till's clock may be off, either way. */
export const clockToleranceMs = 300_000;
export const sessionLifeMs = 12 * 3600_000;
const signedPrefix = utf8('tillit-session-1\0');

/** The bytes a device signs to open a session. */
export function sessionBytes({ deviceId, at, nonce }: Pick<SessionRequest, 'deviceId' | 'at' | 'nonce'>): Uint8Array {
	return concatBytes(signedPrefix, sha256(`${deviceId}|${at}|${nonce}`));
}

/** A retired or stolen device gets a session too: it may hold sales that have to come in. */
export async function openSession(
	db: Db,
	ports: Ports,
	request: SessionRequest
): Promise<{ ok: true; answer: SessionAnswer } | SessionRefusal> {
	const device = await findDevice(db, request.deviceId);
	if (!device) return { ok: false, code: 'till_unknown' };
	const key = readPublicKey(device.public_key);
	if (!key || !isSignedBy(key, sessionBytes(request), request.sig)) return { ok: false, code: 'signature_wrong' };
	const now = ports.now();
	if (Math.abs(Date.parse(request.at) - now) > clockToleranceMs) return { ok: false, code: 'clock_off' };
	const isFresh = await useNonce(db, request.nonce, new Date(now), new Date(now - 4 * clockToleranceMs));
	if (!isFresh) return { ok: false, code: 'replayed' };
	const { token, tokenHash } = newToken(ports);
	const expiresAt = new Date(now + sessionLifeMs);
	await insertSession(db, { tokenHash, deviceId: device.id, at: new Date(now), expiresAt });
	if (device.state === 'active') await db.transaction().execute((tx) => lendNumbers(tx, ports, device.id));
	return {
		ok: true,
		answer: {
			token,
			expiresAt: expiresAt.toISOString(),
			serverTime: new Date(now).toISOString(),
			deviceState: toState(device.state)
		}
	};
}

/** The device behind a request, whatever its state: what a retired or stolen one may do is for the handler to say. */
export type SessionDevice = {
	deviceId: string;
	tillId: string;
	tillCode: string;
	tillName: string;
	storeId: string;
	state: DeviceState;
	/** Keys the PIN verifiers this device receives. */
	secret: Buffer;
};

/** The device whose bearer token a request carries; null when there is none or it has ended. */
export async function deviceOf(db: Db, request: Request, nowMs: number): Promise<SessionDevice | null> {
	const token = /^Bearer ([A-Za-z0-9_-]{40,64})$/.exec(request.headers.get('authorization') ?? '')?.[1];
	if (token === undefined) return null;
	const device = await findDeviceBySession(db, hashToken(token), new Date(nowMs));
	return device ? { ...device, state: toState(device.state) } : null;
}

function toState(state: string): DeviceState {
	if (state !== 'active' && state !== 'retired' && state !== 'stolen') throw new Error(`No device state: ${state}`);
	return state;
}
