/** A server that keeps the contract, in memory: quick, and it can be put back to an older state. */
import { saleCompleted, eventBodies } from '$lib/contract/sync/bodies';
import { envelope } from '$lib/contract/sync/event';
import { pushRequest, type PushAnswer, type PushOrder, type PushResult, type Watermark } from '$lib/contract/sync/push';
import { enrolRequest, epochRequest, sessionRequest, type EpochGrant } from '$lib/contract/sync/till';
import { fromBase64url, toBase64url } from '$lib/domain/bytes';
import { signedBytes } from '$lib/domain/journal/event';
import type { SaleBody } from '$lib/domain/receipt/sale';
import { sha256Base64url } from '$lib/server/crypto/es256';
import { problemResponse } from '$lib/server/http/problem';
import type { Arrived } from '$lib/server/journal/arrived';
import { placeEvents, type Placed, type Placement, type EpochState } from '$lib/server/journal/place';
import { fakeSignature } from './crypto';
import type { World } from './world';

type Epoch = EpochState & { deviceId: string; grant: EpochGrant };
type Device = { deviceId: string; tillId: string; tillCode: string; publicKey: string };
export type StoredEvent = { seq: number; branch: number; hash: string; text: string; result: PushResult };
export type BookedSale = { body: SaleBody; hash: string };

type State = {
	devices: Map<string, Device>;
	/** By till, then number. */
	epochs: Map<string, Map<number, Epoch>>;
	/** By `till/epoch`. */
	events: Map<string, StoredEvent[]>;
	/** Every booking, in order; each sale belongs here once. */
	sales: BookedSale[];
	cases: { tillId: string; epoch: number; seq: number; codes: string[] }[];
	backup: { at: string; heads: Map<string, { epoch: number; seq: number }> } | null;
};

/** What a test may break, to see that the checks notice. */
export type ServerFlaws = {
	skipsChain?: boolean;
	appliesTwice?: boolean;
	dropsUnreadable?: boolean;
	/** Answers before the commit, which a crash may undo. */
	acksBeforeCommit?: boolean;
};

export class MemoryServer {
	state: State = { devices: new Map(), epochs: new Map(), events: new Map(), sales: [], cases: [], backup: null };
	generation = 1;
	#tokens = new Map<string, string>();
	#saved: State | null = null;
	#made = 0;

	constructor(
		private readonly world: World,
		private readonly flaws: ServerFlaws = {}
	) {}

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
		this.state.backup = { at: new Date(this.world.nowMs).toISOString(), heads };
		this.#saved = structuredClone(this.state);
	}

	restore(): boolean {
		if (!this.#saved) return false;
		this.state = structuredClone(this.#saved);
		this.generation++;
		this.restart();
		return true;
	}

	answer(path: string, text: string, headers: Headers): Response {
		const body: unknown = JSON.parse(text);
		if (path === '/api/till/enrol') return this.#enrol(body);
		if (path === '/api/till/session') return this.#session(body);
		const device = this.state.devices.get(this.#tokens.get(headers.get('authorization') ?? '') ?? '');
		if (!device) return problemResponse(401, 'not_signed_in', 'Open a session.');
		if (path === '/api/till/epoch') return this.#epoch(device, body);
		if (path === '/api/sync/push') return this.#push(device, body);
		return problemResponse(404, 'not_found', 'Nothing is here.');
	}

	#id(): string {
		return `00000000-0000-7000-8000-${String(++this.#made).padStart(12, '0')}`;
	}

	#hash(): string {
		return sha256Base64url(`chance ${String(this.world.seed)} ${String(++this.#made)}`);
	}

	/** The code is the till's own. */
	#enrol(body: unknown): Response {
		const { code, publicKey } = enrolRequest.parse(body);
		const tillId = `00000000-0000-7000-9000-${code.slice(-4).padStart(12, '0')}`;
		const known = [...this.state.devices.values()].find((one) => one.publicKey === publicKey);
		const device = known ?? { deviceId: this.#id(), tillId, tillCode: `S01T${code.slice(-2)}`, publicKey };
		this.state.devices.set(device.deviceId, device);
		const grant = this.#grant(device, 0);
		const rest = { tillName: 'Till', storeId: storeId, tillSecret: this.#hash(), cardKey: this.#hash() };
		return Response.json({ ...toPublic(device), ...rest, grant, generation: this.generation, serverTime: this.#now() });
	}

	#grant({ deviceId, tillId }: Device, above: number): EpochGrant {
		const epochs = this.state.epochs.get(tillId) ?? new Map<number, Epoch>();
		this.state.epochs.set(tillId, epochs);
		const epoch = Math.max(0, above, ...epochs.keys()) + 1;
		const epochText = JSON.stringify({ tillId, deviceId, epoch, random: this.#hash() });
		const grant = { epoch, epochText, epochHash: sha256Base64url(epochText) };
		epochs.set(epoch, openEpoch(grant, deviceId));
		return grant;
	}

	#session(body: unknown): Response {
		const { deviceId, at } = sessionRequest.parse(body);
		if (!this.state.devices.has(deviceId)) return problemResponse(401, 'till_unknown', 'Enrol again.');
		if (Math.abs(Date.parse(at) - this.world.nowMs) > 300_000) {
			const headers = { date: new Date(this.world.nowMs).toUTCString() };
			return problemResponse(401, 'clock_off', 'Correct the clock.', { headers });
		}
		const token = this.#hash();
		this.#tokens.set(`Bearer ${token}`, deviceId);
		const expiresAt = new Date(this.world.nowMs + 12 * 3600_000).toISOString();
		return Response.json({ token, expiresAt, serverTime: this.#now(), deviceState: 'active' });
	}

	#epoch(device: Device, body: unknown): Response {
		const { reason, formerEpoch } = epochRequest.parse(body);
		const epochs = this.state.epochs.get(device.tillId);
		const former = epochs?.get(formerEpoch);
		if (former && reason === 'lost_events') former.gapsAllowed = true;
		const newest = [...(epochs?.values() ?? [])].at(-1);
		const isUnused =
			newest && newest.grant.epoch > formerEpoch && newest.headSeq === 0 && newest.grant.epochText !== '';
		const grant = isUnused ? newest.grant : this.#grant(device, formerEpoch);
		return Response.json({ grant, generation: this.generation, serverTime: this.#now() });
	}

	#push(device: Device, body: unknown): Response {
		const { epoch: number, events } = pushRequest.parse(body);
		const arrived: Arrived[] = [];
		const point = fromBase64url(device.publicKey) ?? new Uint8Array();
		for (const event of [...events].sort((a, b) => a.seq - b.seq)) {
			const bytes = signedBytes(fromBase64url(event.hash) ?? new Uint8Array());
			const isGenuine = toBase64url(fakeSignature(point, bytes)) === event.sig;
			if (!isGenuine || sha256Base64url(event.text) !== event.hash) {
				return problemResponse(422, 'signature_wrong', 'Not signed by this till.');
			}
			const read = envelope.parse(JSON.parse(event.text));
			const place = { seq: event.seq, hash: event.hash, chainHash: event.hash, signerId: device.deviceId };
			arrived.push({
				...place,
				text: event.text,
				sig: event.sig,
				private: event.private,
				damage: null,
				envelope: read
			});
		}
		return Response.json(this.#book(device, number, arrived));
	}

	#book(device: Device, number: number, arrived: readonly Arrived[]): PushAnswer {
		const { tillId } = device;
		const epochs = this.state.epochs.get(tillId) ?? new Map<number, Epoch>();
		const known = epochs.get(number);
		const [first] = arrived;
		if (!known && first?.seq !== 1) {
			return { answers: [], order: { kind: 'resend_from', seq: 1 }, watermark: this.#watermark(device) };
		}
		const grant = { epoch: number, epochText: '', epochHash: first?.envelope?.prev ?? '' };
		const epoch = known ?? openEpoch(grant, device.deviceId);
		if (!known) this.state.epochs.set(tillId, new Map([...epochs, [number, epoch] as const].sort(([a], [b]) => a - b)));
		const key = `${tillId}/${String(number)}`;
		const stored = this.state.events.get(key) ?? [];
		this.state.events.set(key, stored);
		const placement = this.flaws.skipsChain ? anywhere(arrived, epoch, stored) : placeEvents(arrived, epoch, stored);
		const answers: PushAnswer['answers'] = placement.duplicates.map((seq) => ({ seq, result: 'duplicate' as const }));
		for (const placed of placement.fresh) {
			answers.push({ seq: placed.event.seq, result: this.#apply(tillId, number, placed, stored) });
		}
		if (this.flaws.appliesTwice) for (const event of arrived) this.#bookAgain(event, placement);
		Object.assign(epoch, { headSeq: placement.head.seq, headHash: placement.head.hash, branches: placement.branches });
		const lost: PushOrder = { kind: 'new_epoch', reason: 'restored' };
		const order = !known && placement.order.kind === 'none' ? lost : placement.order;
		return { answers: answers.sort((a, b) => a.seq - b.seq), order, watermark: this.#watermark(device) };
	}

	#bookAgain(event: Arrived, placement: Placement): void {
		const body = placement.duplicates.includes(event.seq) ? saleCompleted.safeParse(event.envelope?.body) : null;
		if (body?.success) this.state.sales.push({ body: body.data, hash: event.hash });
	}

	#apply(tillId: string, epoch: number, placed: Placed, stored: StoredEvent[]): PushResult {
		const { event, branch, findings } = placed;
		const type = event.envelope?.type ?? '';
		const isKnown = Object.hasOwn(eventBodies, type);
		const sale = type === 'sale.completed' ? saleCompleted.parse(event.envelope?.body) : null;
		const codes = findings.map(({ code }) => code);
		if (sale && this.state.sales.some(({ body }) => body.saleId === sale.saleId)) codes.push('sale_id_doubled');
		const result = !isKnown ? 'quarantined' : codes.length > 0 ? 'applied_with_case' : 'applied';
		if (!isKnown) codes.push('event_unreadable');
		if (codes.length > 0) this.state.cases.push({ tillId, epoch, seq: event.seq, codes });
		const commit = () => {
			if (isKnown || !this.flaws.dropsUnreadable) {
				stored.push({ seq: event.seq, branch, hash: event.hash, text: event.text, result });
			}
			if (sale) this.state.sales.push({ body: sale, hash: event.hash });
		};
		if (!this.flaws.acksBeforeCommit || !this.world.strikes('server', 0.2)) commit();
		return result;
	}

	#watermark({ deviceId, tillId }: Device): Watermark {
		const newest = [...(this.state.epochs.get(tillId)?.values() ?? [])]
			.filter((one) => one.deviceId === deviceId)
			.at(-1);
		const epoch = newest?.grant.epoch ?? 0;
		const { backup } = this.state;
		const saved = backup?.heads.get(tillId);
		return {
			generation: this.generation,
			head: { epoch, seq: newest?.headSeq ?? 0, hash: newest?.headHash ?? 'A'.repeat(43) },
			backup: backup ? { epoch, seq: saved?.epoch === epoch ? saved.seq : 0, at: backup.at } : null,
			serverTime: this.#now(),
			deviceState: 'active'
		};
	}

	#now(): string {
		return new Date(this.world.nowMs).toISOString();
	}
}

export const storeId = '00000000-0000-7000-a000-000000000001';

function toPublic({ deviceId, tillId, tillCode }: Device) {
	return { deviceId, tillId, tillCode };
}

function openEpoch(grant: EpochGrant, deviceId: string): Epoch {
	const { epochHash } = grant;
	return { epochHash, headSeq: 0, headHash: epochHash, branches: 0, gapsAllowed: false, deviceId, grant };
}

/** The flaw "no chain check": whatever is not there yet is put down where it says it belongs. */
function anywhere(arrived: readonly Arrived[], epoch: Epoch, stored: readonly StoredEvent[]): Placement {
	const known = new Set(stored.map(({ seq }) => seq));
	const fresh = arrived.filter(({ seq }) => !known.has(seq)).map((event) => ({ event, branch: 0, findings: [] }));
	const duplicates = arrived.filter(({ seq }) => known.has(seq)).map(({ seq }) => seq);
	const last = arrived.at(-1);
	const head =
		last && last.seq > epoch.headSeq
			? { seq: last.seq, hash: last.hash }
			: { seq: epoch.headSeq, hash: epoch.headHash };
	return { fresh, duplicates, order: { kind: 'none' }, head, branches: epoch.branches, forks: [] };
}
