/** The bearer token of push and pull: asked for with the device's signature, kept until shortly before its end. */
import { sessionAnswer } from '$lib/contract/sync/till';
import { concatBytes, toBase64url, utf8 } from '$lib/domain/bytes';
import type { DeviceRecord } from '../journal/rows';
import { sha256, sign } from '../journal/seal';
import type { JournalStore } from '../journal/store';
import type { Ports } from '../ports';
import { call, type Answer, type Failure } from './call';

export type SyncContext = { ports: Ports; store: JournalStore };

const prefix = utf8('tillit-session-1\0');
/** A token this close to its end is not used any more. */
const spareMs = 60_000;

/** A valid token, from the database or from the server. A clock that is off is corrected once and asked again. */
export async function openSession({ ports, store }: SyncContext): Promise<Answer<string>> {
	const device = await store.device();
	if (!device) return { ok: false, kind: 'refused', status: 401, code: 'not_signed_in', serverNowMs: null };
	const sync = await store.sync();
	const serverNow = ports.clock.now() + sync.clockOffsetMs;
	if (sync.token && sync.tokenExpiresAt && Date.parse(sync.tokenExpiresAt) - spareMs > serverNow) {
		return { ok: true, value: sync.token };
	}
	const first = await requestSession(ports, store, device, sync.clockOffsetMs);
	if (first.ok || first.kind !== 'refused' || first.code !== 'clock_off' || first.serverNowMs === null) return first;
	const clockOffsetMs = first.serverNowMs - ports.clock.now();
	await store.updateSync({ clockOffsetMs });
	return requestSession(ports, store, device, clockOffsetMs);
}

async function requestSession(
	ports: Ports,
	store: JournalStore,
	device: DeviceRecord,
	offsetMs: number
): Promise<Answer<string>> {
	const at = new Date(ports.clock.now() + offsetMs).toISOString();
	const nonce = toBase64url(ports.random.bytes(16));
	const digest = await sha256(ports.subtle, utf8(`${device.deviceId}|${at}|${nonce}`));
	const sig = toBase64url(await sign(ports.subtle, device.signingKey.privateKey, concatBytes(prefix, digest)));
	const askedAtMs = ports.clock.now();
	const answer = await call(ports, {
		method: 'POST',
		path: '/api/till/session',
		answer: sessionAnswer,
		body: { deviceId: device.deviceId, at, nonce, sig }
	});
	if (!answer.ok) {
		await noteEnd(store, answer);
		return answer;
	}
	const { token, expiresAt, serverTime, deviceState } = answer.value;
	await store.updateSync({
		token,
		tokenExpiresAt: expiresAt,
		deviceState,
		clockOffsetMs: clockOffset(ports, askedAtMs, serverTime)
	});
	return { ok: true, value: token };
}

/** Server clock − this clock, from an answer: its time lies in the middle between asking and hearing. */
export function clockOffset(ports: Pick<Ports, 'clock'>, askedAtMs: number, serverTime: string): number {
	return Math.round(Date.parse(serverTime) - (askedAtMs + ports.clock.now()) / 2);
}

async function noteEnd(store: JournalStore, failure: Failure): Promise<void> {
	if (failure.kind !== 'refused') return;
	if (failure.code === 'device_stolen') await store.updateSync({ deviceState: 'stolen' });
	if (failure.code === 'device_retired') await store.updateSync({ deviceState: 'retired' });
}

/** Runs a call with a token; a token the server no longer knows is replaced once. */
export async function withSession<T>(
	context: SyncContext,
	work: (token: string) => Promise<Answer<T>>
): Promise<Answer<T>> {
	for (let again = true; ; again = false) {
		const session = await openSession(context);
		if (!session.ok) return session;
		const answer = await work(session.value);
		if (answer.ok || !again || answer.kind !== 'refused' || answer.status !== 401) return answer;
		await context.store.updateSync({ token: null, tokenExpiresAt: null });
	}
}
