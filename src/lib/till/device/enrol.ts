/** This browser becomes a till: a one-time code, a key that never leaves the device, and the journal's first two events. */
import { enrolAnswer, type EnrolAnswer } from '$lib/contract/sync/till';
import { fromBase64url, toBase64url } from '$lib/domain/bytes';
import type { CatalogueStore } from '../catalogue/store';
import { append, type AppendRefusal, type JournalContext } from '../journal/append';
import { isForgotten } from './forgotten';
import type { DeviceRecord } from '../journal/rows';
import { call, type Failure } from '../sync/call';
import { openEpoch } from '../sync/epoch';
import { makeSealingKey, makeSigningKey, seal } from './secrets';

export type EnrolInput = { code: string; deviceName: string; appVersion: string };
export type Enrolled = { ok: true; device: DeviceRecord };
export type EnrolRefusal = Failure | AppendRefusal | { ok: false; code: 'already_enrolled' };

/** `catalogue`: what was pulled by whoever this browser was before. */
export type EnrolContext = JournalContext & { catalogue?: Pick<CatalogueStore, 'clear'> };

export async function enrol(context: EnrolContext, input: EnrolInput): Promise<Enrolled | EnrolRefusal> {
	const { ports, store, catalogue } = context;
	const { device: known, sync } = await store.standing();
	if (known && !isForgotten(sync)) return { ok: false, code: 'already_enrolled' };
	const signingKey = await makeSigningKey(ports.subtle);
	const publicKey = toBase64url(new Uint8Array(await ports.subtle.exportKey('raw', signingKey.publicKey)));
	const answer = await call(ports, {
		method: 'POST',
		path: '/api/till/enrol',
		answer: enrolAnswer,
		body: { ...input, publicKey, ...(known && { former: await formerOf(context, known) }) }
	});
	if (!answer.ok) return answer;
	try {
		const device = await deviceOf(context, answer.value, signingKey);
		// PINs are kept under the secret of one device, and settings are of one store: nothing of it is this till's.
		await catalogue?.clear();
		await store.adopt(device);
		const { generation, serverTime } = answer.value;
		const clockOffsetMs = Date.parse(serverTime) - ports.clock.now();
		await store.updateSync({ generation, clockOffsetMs, lastContactAt: serverTime, appVersion: input.appVersion });
		return await finishEnrolment(context, device);
	} catch (error) {
		return { ok: false, code: 'storage_failed', reason: error instanceof Error ? error.message : String(error) };
	}
}

async function formerOf({ ports, store }: JournalContext, former: DeviceRecord) {
	const { deviceId, tillId, tillCode, tillName, storeId, signingKey, grant } = former;
	const publicKey = toBase64url(new Uint8Array(await ports.subtle.exportKey('raw', signingKey.publicKey)));
	const till = { code: tillCode, name: tillName, storeId };
	return { deviceId, tillId, publicKey, epoch: (await store.head())?.epoch ?? grant.epoch, till };
}

async function deviceOf(
	{ ports }: JournalContext,
	answer: EnrolAnswer,
	signingKey: CryptoKeyPair
): Promise<DeviceRecord> {
	const { tillId, tillCode, tillName, storeId, deviceId, grant } = answer;
	const sealingKey = await makeSealingKey(ports.subtle);
	return {
		key: 'device',
		v: 1,
		deviceId,
		tillId,
		tillCode,
		tillName,
		storeId,
		signingKey,
		sealingKey,
		tillSecretSealed: await seal(ports, sealingKey, secretBytes(answer.tillSecret)),
		cardKeySealed: await seal(ports, sealingKey, secretBytes(answer.cardKey)),
		grant,
		enrolledAt: new Date(ports.clock.now()).toISOString()
	};
}

function secretBytes(text: string): Uint8Array<ArrayBuffer> {
	const bytes = fromBase64url(text);
	if (!bytes) throw new Error('the server sent a secret that is not base64url');
	return bytes;
}

/** The first two events. Also run at start-up, when a device has no journal yet because enrolment was cut off. */
export async function finishEnrolment(
	context: JournalContext,
	device: DeviceRecord
): Promise<Enrolled | AppendRefusal> {
	const { deviceId, grant } = device;
	const opened = await openEpoch(context, grant, {
		reason: 'enrolled',
		deviceId,
		formerEpoch: null,
		formerHeadSeq: null,
		formerHeadHash: null,
		missingFromSeq: null,
		missingToSeq: null
	});
	if (!opened.ok) return opened;
	const { appVersion, storageKept } = await context.store.sync();
	const enrolled = await append(context, () => ({
		type: 'till.enrolled',
		body: { deviceId, appVersion, storageKept },
		staffId: null
	}));
	return enrolled.ok ? { ok: true, device } : enrolled;
}
