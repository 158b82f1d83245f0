/** A till without a browser: the real keys, the real event texts, and the server's own handlers as its network. */
import { webcrypto } from 'node:crypto';
import type { EventBody, EventType } from '../../src/lib/contract/sync/bodies';
import type { SealedEventOnWire } from '../../src/lib/contract/sync/event';
import { pushAnswer, type PushAnswer } from '../../src/lib/contract/sync/push';
import {
	enrolAnswer,
	epochAnswer,
	sessionAnswer,
	type EnrolAnswer,
	type EpochGrant,
	type EpochRequest
} from '../../src/lib/contract/sync/till';
import { concatBytes, toBase64url, utf8 } from '../../src/lib/domain/bytes';
import { uuidv7 } from '../../src/lib/domain/id';
import { eventText, signedBytes } from '../../src/lib/domain/journal/event';
import { answerPush } from '../../src/lib/server/journal/answer';
import type { Ports } from '../../src/lib/server/ports';
import { answerEnrol, answerEpoch, answerSession, type TillApp } from '../../src/lib/server/tills/answer';

const { subtle } = webcrypto;

/** Clock and chance a test decides. */
export function testPorts(startMs = Date.UTC(2026, 10, 20, 9)): Ports & { advance: (ms: number) => void } {
	let nowMs = startMs;
	return {
		now: () => nowMs,
		randomBytes: (size) => webcrypto.getRandomValues(new Uint8Array(size)),
		advance: (ms) => (nowMs += ms)
	};
}

export function post(path: string, body: unknown, token?: string): Request {
	return new Request(`http://till.test${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
		body: typeof body === 'string' ? body : JSON.stringify(body)
	});
}

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
	return new Uint8Array(await subtle.digest('SHA-256', bytes));
}

export type DraftEvent = {
	/** Minted when absent. */
	id?: string;
	type: string;
	body: unknown;
	v?: number;
	at?: string;
	clockOffsetMs?: number;
	staffId?: string | null;
	private?: { salt: string; text: string };
};

export type TillKey = { privateKey: webcrypto.CryptoKey; publicKey: string };

export async function makeKey(): Promise<TillKey> {
	const pair = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
	const raw = new Uint8Array(await subtle.exportKey('raw', pair.publicKey));
	return { privateKey: pair.privateKey, publicKey: toBase64url(raw) };
}

export async function signBytes(key: TillKey, bytes: Uint8Array): Promise<string> {
	const signed = await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, new Uint8Array(bytes));
	return toBase64url(new Uint8Array(signed));
}

export class TestTill {
	readonly journal: SealedEventOnWire[] = [];
	token = '';
	grant: EpochGrant;
	/** Running receipt number of the epoch. */
	receiptNo = 0;
	#headHash: string;

	private constructor(
		readonly app: TillApp,
		readonly ports: Ports,
		readonly key: TillKey,
		readonly enrolled: EnrolAnswer
	) {
		this.grant = enrolled.grant;
		this.#headHash = enrolled.grant.epochHash;
	}

	static async enrol(app: TillApp, code: string, key?: TillKey): Promise<TestTill> {
		const ownKey = key ?? (await makeKey());
		const answer = await answerEnrol(app, post('/api/till/enrol', enrolment(code, ownKey)), '192.0.2.1');
		const till = new TestTill(app, app.ports, ownKey, enrolAnswer.parse(await answer.json()));
		await till.signIn();
		return till;
	}

	/** The same till as it is now, on its own from here: a copied profile. */
	clone(): TestTill {
		const other = new TestTill(this.app, this.ports, this.key, this.enrolled);
		other.journal.push(...this.journal);
		other.token = this.token;
		other.grant = this.grant;
		other.receiptNo = this.receiptNo;
		other.#headHash = this.#headHash;
		return other;
	}

	async sessionRequest(given: { at?: string; nonce?: string } = {}) {
		const { deviceId } = this.enrolled;
		const at = given.at ?? new Date(this.ports.now()).toISOString();
		const nonce = given.nonce ?? toBase64url(this.ports.randomBytes(16));
		const digest = await sha256(utf8(`${deviceId}|${at}|${nonce}`));
		const sig = await signBytes(this.key, concatBytes(utf8('tillit-session-1\0'), digest));
		return { deviceId, at, nonce, sig };
	}

	async signIn(): Promise<void> {
		const answer = await answerSession(this.app, post('/api/till/session', await this.sessionRequest()));
		this.token = sessionAnswer.parse(await answer.json()).token;
	}

	/** Appends events of one type after another; `take` makes the event but leaves the journal as it was. */
	async append<T extends EventType>(type: T, body: EventBody<T>, given: Partial<DraftEvent> = {}) {
		return this.appendAny({ type, body, ...given });
	}

	async appendAny(draft: DraftEvent): Promise<SealedEventOnWire> {
		const event = await this.seal(draft, (this.journal.at(-1)?.seq ?? 0) + 1, this.#headHash);
		this.journal.push(event);
		this.#headHash = event.hash;
		return event;
	}

	async seal(draft: DraftEvent, seq: number, prev: string): Promise<SealedEventOnWire> {
		const nowMs = this.ports.now();
		const text = eventText({
			id: draft.id ?? uuidv7(nowMs, this.ports.randomBytes(10)),
			tillId: this.enrolled.tillId,
			epoch: this.grant.epoch,
			seq,
			type: draft.type,
			v: draft.v ?? 1,
			at: draft.at ?? new Date(nowMs).toISOString(),
			clockOffsetMs: draft.clockOffsetMs ?? 0,
			staffId: draft.staffId ?? null,
			body: draft.body,
			prev
		});
		return { ...(await this.sealText(text, seq)), ...(draft.private && { private: draft.private }) };
	}

	async sealText(text: string, seq: number): Promise<SealedEventOnWire> {
		const hash = await sha256(utf8(text));
		return { seq, text, hash: toBase64url(hash), sig: await signBytes(this.key, signedBytes(hash)) };
	}

	/** Appends a text as it is: what a damaged or newer till might write. */
	async appendText(text: string): Promise<SealedEventOnWire> {
		const event = await this.sealText(text, (this.journal.at(-1)?.seq ?? 0) + 1);
		this.journal.push(event);
		this.#headHash = event.hash;
		return event;
	}

	get headHash(): string {
		return this.#headHash;
	}

	nextReceiptNumber(): string {
		this.receiptNo += 1;
		return `${this.enrolled.tillCode}-${String(this.grant.epoch)}-${String(this.receiptNo).padStart(6, '0')}`;
	}

	async openEpoch(reason: EpochRequest['reason']): Promise<EpochGrant> {
		const last = this.journal.at(-1);
		const former = {
			formerEpoch: this.grant.epoch,
			formerHeadSeq: last?.seq ?? 0,
			formerHeadHash: last?.hash ?? null
		};
		const answer = await answerEpoch(this.app, post('/api/till/epoch', { reason, ...former }, this.token));
		return epochAnswer.parse(await answer.json()).grant;
	}

	/** Goes on in a new epoch with an empty journal. */
	beginEpoch(grant: EpochGrant): void {
		this.grant = grant;
		this.journal.length = 0;
		this.receiptNo = 0;
		this.#headHash = grant.epochHash;
	}

	pushRequest(events: readonly SealedEventOnWire[], epoch = this.grant.epoch) {
		const report = {
			appVersion: '1.0.0',
			pending: events.length,
			oldestPendingAt: null,
			clockOffsetMs: 0,
			staffId: null,
			storageKept: true
		};
		return { epoch, events, report };
	}

	send(events: readonly SealedEventOnWire[], epoch = this.grant.epoch): Promise<Response> {
		return answerPush(this.app, post('/api/sync/push', this.pushRequest(events, epoch), this.token));
	}

	/** Pushes and expects an answer, not a problem. */
	async push(events: readonly SealedEventOnWire[] = this.journal, epoch = this.grant.epoch): Promise<PushAnswer> {
		const response = await this.send(events, epoch);
		const body: unknown = await response.json();
		if (response.status !== 200) throw new Error(`push was refused: ${JSON.stringify(body)}`);
		return pushAnswer.parse(body);
	}
}

export function enrolment(code: string, key: TillKey) {
	return { code, publicKey: key.publicKey, deviceName: 'Counter tablet', appVersion: '1.0.0' };
}
