/** A server that keeps the contract, in memory: quick, and it can be put back to an older state. */
import { envelope, type SealedEventOnWire } from '$lib/contract/sync/event';
import type { PullAnswer, SnapshotAnswer } from '$lib/contract/sync/pull';
import {
	pushRequest,
	recoverRequest,
	type LostRange,
	type PushAnswer,
	type Standing,
	type Watermark
} from '$lib/contract/sync/push';
import { enrolRequest, epochRequest, sessionRequest, type EpochGrant } from '$lib/contract/sync/till';
import { fromBase64url, toBase64url } from '$lib/domain/bytes';
import { epochFloor } from '$lib/domain/journal/epoch-floor';
import { signedBytes } from '$lib/domain/journal/event';
import { sha256Base64url } from '$lib/server/crypto/es256';
import { problemResponse } from '$lib/server/http/problem';
import type { Arrived } from '$lib/server/journal/arrived';
import { fakeSignature } from './crypto';
import { MemoryBooks } from './memory-books';
import { MemoryLedger } from './memory-ledger';
import { MemoryRewards } from './memory-rewards';
import { emptyState, openEpoch, type Device, type Epoch, type ServerFlaws, type State } from './memory-state';
import type { World } from './world';

type PushResults = PushAnswer['answers'];

const changesPerPage = 3;
const rewards = '/api/till/rewards/';

export class MemoryServer {
	state: State = emptyState();
	generation = 1;
	/** Hashes of events that a restore lost and nobody else had any more. */
	readonly beyond = new Set<string>();
	readonly ledger: MemoryLedger;
	readonly #books: MemoryBooks;
	readonly #rewards: MemoryRewards;
	#tokens = new Map<string, string>();
	#saved: State | null = null;
	#made = 0;

	constructor(
		private readonly world: World,
		private readonly flaws: ServerFlaws = {}
	) {
		const nowMs = () => Math.floor(this.world.nowMs);
		this.ledger = new MemoryLedger(
			() => this.state.ledger,
			nowMs,
			() => this.#id(),
			flaws.wallet
		);
		this.#rewards = new MemoryRewards(() => this.state.ledger, this.ledger, { storeId, nowMs }, flaws.wallet);
		this.#books = new MemoryBooks(world, () => this.state, flaws, this.ledger);
	}

	/** Sessions are on the disk as well; forgetting them is the harder case. */
	restart(): void {
		this.#tokens.clear();
	}

	backup(): void {
		const heads = new Map<string, { epoch: number; seq: number }>();
		for (const [tillId, epochs] of this.state.epochs) {
			const [epoch, newest] = [...epochs].at(-1) ?? [0, null];
			heads.set(tillId, { epoch, seq: newest?.headSeq ?? 0 });
		}
		this.state.backup = { at: this.#now(), heads };
		this.#saved = structuredClone(this.state);
	}

	restore(): boolean {
		if (!this.#saved) return false;
		this.#noteBeyond(this.#saved);
		this.state = structuredClone(this.#saved);
		this.generation = Math.max(this.generation + 1, Math.floor((this.world.nowMs - Date.UTC(2026, 0, 1)) / 1000));
		this.restart();
		return true;
	}

	/** A device that ended here forgot what it had handed over (DESIGN.md §5): what came after the backup is nowhere now. */
	#noteBeyond(saved: State): void {
		const kept = new Set([...saved.events.values()].flat().map(({ hash }) => hash));
		for (const [key, events] of this.state.events) {
			const [tillId = '', epoch] = key.split('/');
			const owner = this.state.epochs.get(tillId)?.get(Number(epoch))?.deviceId ?? '';
			if (this.state.devices.get(owner)?.state !== 'retired') continue;
			for (const { hash } of events) if (!kept.has(hash)) this.beyond.add(hash);
		}
	}

	/** Somebody in the office changes a group, or takes it away. */
	changeGoods(): void {
		const key = `00000000-0000-7000-8fff-00000000000${String(this.world.dice.between(0, 9))}`;
		const isGone = this.world.dice.chance(0.2);
		const sort = this.state.changes.length;
		const data = isGone ? null : { id: key, name: `Group ${String(sort)}`, tint: 'green', sort };
		this.state.changes.push({ kind: 'group', key, data });
	}

	answer(path: string, text: string, headers: Headers): Response {
		const url = new URL(path, 'http://server.test');
		const body: unknown = text === '' ? null : JSON.parse(text);
		if (path === '/api/till/enrol') return this.#enrol(body);
		if (path === '/api/till/session') return this.#session(body);
		if (path === '/api/sync/recover') return this.#recover(body);
		const device = this.state.devices.get(this.#tokens.get(headers.get('authorization') ?? '') ?? '');
		if (!device) return problemResponse(401, 'not_signed_in', 'Open a session.');
		if (path === '/api/sync/push') return this.#push(device, body);
		if (device.state === 'retired') return problemResponse(403, 'device_retired', 'Enrol again.');
		if (path === '/api/till/epoch') return this.#epoch(device, body);
		if (path.startsWith(rewards)) {
			const isBooked = (saleId: string) => this.state.sales.some((sale) => sale.body.saleId === saleId);
			return this.#rewards.answer(path.slice(rewards.length), device.tillId, isBooked, body);
		}
		if (url.pathname === '/api/sync/pull') return this.#pull(device, Number(url.searchParams.get('since')));
		if (url.pathname === '/api/sync/snapshot') return this.#snapshot(device, url.searchParams.get('after') ?? '');
		return problemResponse(404, 'not_found', 'Nothing is here.');
	}

	#id(): string {
		return `00000000-0000-7000-8000-${String(++this.#made).padStart(12, '0')}`;
	}

	#hash(): string {
		return sha256Base64url(`chance ${String(this.world.seed)} ${String(++this.#made)}`);
	}

	/** The code is the till's own, and may be used again: the device before is retired then. */
	#enrol(body: unknown): Response {
		const { code, publicKey, former } = enrolRequest.parse(body);
		const tillId = `00000000-0000-7000-9000-${code.slice(-4).padStart(12, '0')}`;
		const { devices } = this.state;
		const known = [...devices.values()].find((one) => one.publicKey === publicKey);
		const tillCode = `S01T${code.slice(-2)}`;
		const device: Device = known ?? { deviceId: this.#id(), tillId, tillCode, publicKey, state: 'active' };
		// A question that comes again, late, must not retire a device that was enrolled since.
		if (!known) for (const one of devices.values()) if (one.tillId === tillId) one.state = 'retired';
		devices.set(device.deviceId, device);
		if (former && !devices.has(former.deviceId))
			devices.set(former.deviceId, { ...device, ...former, state: 'retired' });
		const grant = this.#grant(device, former?.epoch ?? 0);
		const rest = { tillName: 'Till', storeId: storeId, tillSecret: this.#hash(), cardKey: this.#hash() };
		return Response.json({ ...toPublic(device), ...rest, grant, generation: this.generation, serverTime: this.#now() });
	}

	#grant({ deviceId, tillId }: Device, above: number): EpochGrant {
		const epochs = this.state.epochs.get(tillId) ?? new Map<number, Epoch>();
		this.state.epochs.set(tillId, epochs);
		const epoch = Math.max(epochFloor(this.generation), above, ...epochs.keys()) + 1;
		const epochText = JSON.stringify({ tillId, deviceId, epoch, random: this.#hash() });
		const grant = { epoch, epochText, epochHash: sha256Base64url(epochText) };
		epochs.set(epoch, openEpoch(grant, deviceId));
		return grant;
	}

	#session(body: unknown): Response {
		const { deviceId, at } = sessionRequest.parse(body);
		const device = this.state.devices.get(deviceId);
		if (!device) return problemResponse(401, 'till_unknown', 'Enrol again.');
		if (Math.abs(Date.parse(at) - this.world.nowMs) > 300_000) {
			const headers = { date: new Date(this.world.nowMs).toUTCString() };
			return problemResponse(401, 'clock_off', 'Correct the clock.', { headers });
		}
		const token = this.#hash();
		this.#tokens.set(`Bearer ${token}`, deviceId);
		const expiresAt = new Date(this.world.nowMs + 12 * 3600_000).toISOString();
		return Response.json({ token, expiresAt, serverTime: this.#now(), deviceState: device.state });
	}

	#epoch(device: Device, body: unknown): Response {
		const { reason, formerEpoch } = epochRequest.parse(body);
		const epochs = this.state.epochs.get(device.tillId);
		const former = epochs?.get(formerEpoch);
		if (former && reason === 'lost_events') former.gapsAllowed = true;
		const newest = [...(epochs?.values() ?? [])].filter(({ deviceId }) => deviceId === device.deviceId).at(-1);
		const isUnused =
			newest && newest.grant.epoch > formerEpoch && newest.headSeq === 0 && newest.grant.epochText !== '';
		const grant = isUnused ? newest.grant : this.#grant(device, formerEpoch);
		return Response.json({ grant, generation: this.generation, serverTime: this.#now() });
	}

	#push(device: Device, body: unknown): Response {
		const { epoch, events, lost = [] } = pushRequest.parse(body);
		const owner = this.state.epochs.get(device.tillId)?.get(epoch)?.deviceId ?? device.deviceId;
		const arrived = this.#authenticate(this.state.devices.get(owner) ?? device, events);
		if (!arrived) return problemResponse(422, 'signature_wrong', 'Not signed by this till.');
		const booked = this.#books.book(device, epoch, arrived);
		this.#noteLost(device, lost);
		return Response.json({ ...booked, watermark: this.#watermark(device) });
	}

	#noteLost({ tillId, deviceId }: Device, lost: readonly LostRange[]): void {
		for (const { epoch, fromSeq, toSeq } of lost) {
			const known = this.state.epochs.get(tillId)?.get(epoch);
			if (known?.deviceId !== deviceId || known.headSeq >= toSeq) continue;
			const missing = [{ till: tillId, epoch, fromSeq, toSeq }];
			this.state.cases.push({ tillId, epoch, seq: toSeq, hash: '', codes: ['events_missing'], missing });
		}
	}

	#recover(body: unknown): Response {
		const { deviceId, epoch, events, probe } = recoverRequest.parse(body);
		const candidates = [...this.state.devices.values()].filter((one) => deviceId === null || one.deviceId === deviceId);
		const device = candidates.find((one) => this.#authenticate(one, events));
		const arrived = device && this.#authenticate(device, events);
		if (!arrived) return problemResponse(422, 'signature_wrong', 'Not signed by a device of this shop.');
		const answer = (answers: PushResults) =>
			Response.json({ answers, standing: this.#standing(`${device.tillId}/${String(epoch)}`, events) });
		if (probe) return answer([]);
		const { answers, order } = this.#books.book(device, epoch, arrived, true);
		if (order.kind !== 'resend_from') return answer(answers);
		const known = this.state.epochs.get(device.tillId)?.get(epoch);
		if (known) known.gapsAllowed = true;
		return answer(this.#books.book(device, epoch, arrived, true).answers);
	}

	#standing(journal: string, events: readonly SealedEventOnWire[]): Standing {
		const stored = new Set(this.state.events.get(journal)?.map(({ hash }) => hash));
		const holds = events.every(({ hash }) => stored.has(hash));
		const backupBegunAt = this.state.backup?.at ?? null;
		return { generation: this.generation, serverTime: this.#now(), backupBegunAt, holds };
	}

	#authenticate({ publicKey, deviceId }: Device, events: readonly SealedEventOnWire[]): Arrived[] | null {
		const point = fromBase64url(publicKey) ?? new Uint8Array();
		const arrived: Arrived[] = [];
		for (const { seq, hash, text, sig, private: part } of [...events].sort((a, b) => a.seq - b.seq)) {
			const bytes = signedBytes(fromBase64url(hash) ?? new Uint8Array());
			if (toBase64url(fakeSignature(point, bytes)) !== sig || sha256Base64url(text) !== hash) return null;
			const read = envelope.parse(JSON.parse(text));
			const place = { seq, hash, chainHash: hash, signerId: deviceId };
			arrived.push({ ...place, text, sig, private: part, damage: null, envelope: read });
		}
		return arrived;
	}

	#pull(device: Device, since: number): Response {
		const { changes } = this.state;
		if (since > changes.length) return problemResponse(410, 'cursor_ahead', 'Load everything anew.');
		const page = changes.slice(since + (this.flaws.skipsChanges && since > 0 ? 1 : 0), since + changesPerPage);
		const cursor = Math.min(changes.length, since + changesPerPage);
		const watermark = this.#watermark(device);
		return Response.json({ changes: page, cursor, more: cursor < changes.length, watermark } satisfies PullAnswer);
	}

	/** Pages by key, so that what changes in between moves nothing out of sight. */
	#snapshot(device: Device, after: string): Response {
		const left = [...currentGoods(this.state)].filter(([key]) => key > after).sort(([a], [b]) => (a < b ? -1 : 1));
		const changes = left.slice(0, changesPerPage).map(([key, data]) => ({ kind: 'group' as const, key, data }));
		const next = left.length > changesPerPage ? (changes.at(-1)?.key ?? null) : null;
		const cursor = this.state.changes.length;
		const watermark = this.#watermark(device);
		return Response.json({ changes, cursor, after: next, totalProducts: 0, watermark } satisfies SnapshotAnswer);
	}

	#watermark({ deviceId, tillId, state: deviceState }: Device): Watermark {
		const own = [...(this.state.epochs.get(tillId)?.values() ?? [])].filter((one) => one.deviceId === deviceId);
		const newest = own.at(-1);
		const epoch = newest?.grant.epoch ?? 0;
		const { backup } = this.state;
		const saved = backup?.heads.get(tillId);
		return {
			generation: this.generation,
			head: { epoch, seq: newest?.headSeq ?? 0, hash: newest?.headHash ?? 'A'.repeat(43) },
			epochs: own.slice(-20).map(({ grant, headSeq: seq, headHash: hash }) => ({ epoch: grant.epoch, seq, hash })),
			backup: backup ? { epoch, seq: saved?.epoch === epoch ? saved.seq : 0, at: backup.at } : null,
			serverTime: this.#now(),
			deviceState
		};
	}

	#now(): string {
		return new Date(this.world.nowMs).toISOString();
	}
}

export const storeId = '00000000-0000-7000-a000-000000000001';

type Goods = Extract<State['changes'][number], { kind: 'group' }>['data'];

/** Goods as they are after all changes. */
export function currentGoods({ changes }: State): Map<string, NonNullable<Goods>> {
	const goods = new Map<string, NonNullable<Goods>>();
	for (const change of changes) {
		if (change.kind !== 'group') continue;
		if (change.data) goods.set(change.key, change.data);
		else goods.delete(change.key);
	}
	return goods;
}

function toPublic({ deviceId, tillId, tillCode }: Device) {
	return { deviceId, tillId, tillCode };
}
