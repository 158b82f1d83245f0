/**
 * A server that keeps the contract of `/api/till` and `/api/sync` in memory: it checks signatures and chains and applies
 * once. It can be told to misbehave. It is no substitute for the real one, which tests/api and tests/sync use.
 */
import * as z from 'zod/mini';
import type { Change } from '$lib/contract/sync/pull';
import type { PushAnswer, Watermark } from '$lib/contract/sync/push';
import { pushRequest } from '$lib/contract/sync/push';
import type { EpochGrant } from '$lib/contract/sync/till';
import { fromBase64url, toBase64url, utf8 } from '$lib/domain/bytes';
import { signedBytes } from '$lib/domain/journal/event';
import { uuidv7 } from '$lib/domain/id';

type Held = { seq: number; text: string; hash: string };
type Problem = { status: number; code: string };
/** Answers in place of the server, or lets it answer by `null`. */
export type Fault = (path: string, request: RequestInit) => Response | Error | null;

const random = (count: number) => crypto.getRandomValues(new Uint8Array(count));
const newId = () => uuidv7(Date.now(), random(10));
const sha256 = async (bytes: Uint8Array<ArrayBuffer>) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));

export class FakeServer {
	generation = 1;
	clockAheadMs = 0;
	deviceState: Watermark['deviceState'] = 'active';
	backup: Watermark['backup'] = null;
	changes: Change[] = [];
	budgets: Record<string, number> | null = null;
	snapshotPage = 2;
	epochs = new Map<number, { grant: EpochGrant; events: Held[] }>();
	/** Answered before anything is done, and after everything is done. */
	before: Fault = () => null;
	after: Fault = () => null;
	calls: string[] = [];
	quarantine = new Set<string>();
	/** What a stolen device brought. */
	heldApart: Held[] = [];
	private readonly tokens = new Set<string>();
	private publicKey: CryptoKey | null = null;
	readonly tillId = newId();
	readonly deviceId = newId();

	fetch = async (path: string, init: RequestInit): Promise<Response> => {
		this.calls.push(`${init.method ?? 'GET'} ${path}`);
		const early = this.before(path, init);
		if (early instanceof Error) throw early;
		if (early) return early;
		const answer = await this.answer(path, init);
		const late = this.after(path, init);
		if (late instanceof Error) throw late;
		return late ?? answer;
	};

	private async answer(path: string, init: RequestInit): Promise<Response> {
		const body: unknown = init.body ? JSON.parse(String(init.body)) : null;
		const result = await this.route(path, body, new Headers(init.headers));
		if (isProblem(result))
			return Response.json({ type: 'about:blank', title: result.code, ...result }, { status: result.status });
		return Response.json(result);
	}

	private async route(path: string, body: unknown, headers: Headers): Promise<object> {
		if (path === '/api/till/enrol') return this.enrol(body as { publicKey: string });
		if (path === '/api/till/session') return this.session();
		const token = headers.get('authorization')?.slice(7) ?? '';
		if (!this.tokens.has(token)) return { status: 401, code: 'not_signed_in' };
		if (path === '/api/till/epoch')
			return { grant: await this.grant(), generation: this.generation, serverTime: this.now() };
		if (path === '/api/sync/push') return this.push(body);
		const url = new URL(path, 'http://till.test');
		if (url.pathname === '/api/sync/pull') return this.pull(Number(url.searchParams.get('since')));
		if (url.pathname === '/api/sync/snapshot') return this.snapshot(Number(url.searchParams.get('after') ?? 0));
		return { status: 404, code: 'not_found' };
	}

	private async enrol({ publicKey }: { publicKey: string }): Promise<object> {
		const raw = fromBase64url(publicKey);
		if (!raw) return { status: 400, code: 'bad_request' };
		this.publicKey = await crypto.subtle.importKey('raw', raw, { name: 'ECDSA', namedCurve: 'P-256' }, true, [
			'verify'
		]);
		return {
			tillId: this.tillId,
			tillCode: 'S01T02',
			tillName: 'Counter 2',
			storeId: newId(),
			deviceId: this.deviceId,
			tillSecret: toBase64url(random(32)),
			cardKey: toBase64url(random(32)),
			grant: await this.grant(),
			generation: this.generation,
			serverTime: this.now()
		};
	}

	private async grant(): Promise<EpochGrant> {
		const epoch = this.epochs.size + 1;
		const epochText = JSON.stringify({ tillId: this.tillId, epoch, random: toBase64url(random(16)) });
		const grant = { epoch, epochText, epochHash: toBase64url(await sha256(utf8(epochText))) };
		this.epochs.set(epoch, { grant, events: [] });
		return grant;
	}

	private session(): object {
		const token = toBase64url(random(32));
		this.tokens.add(token);
		const expiresAt = new Date(Date.now() + this.clockAheadMs + 43_200_000).toISOString();
		return { token, expiresAt, serverTime: this.now(), deviceState: this.deviceState };
	}

	forgetTokens(): void {
		this.tokens.clear();
	}

	private async push(body: unknown): Promise<PushAnswer | Problem> {
		const { epoch, events } = z.parse(pushRequest, body);
		const book = this.epochs.get(epoch);
		if (!book) return this.pushed([], { kind: 'new_epoch', reason: 'restored' });
		const answers: PushAnswer['answers'] = [];
		if (this.deviceState === 'stolen') {
			this.heldApart.push(...events);
			return this.pushed(
				events.map(({ seq }) => ({ seq, result: 'quarantined' })),
				{ kind: 'none' }
			);
		}
		for (const event of events) {
			const held = book.events[event.seq - 1];
			if (held) {
				if (held.hash !== event.hash) return this.pushed(answers, { kind: 'new_epoch', reason: 'fork' });
				answers.push({ seq: event.seq, result: 'duplicate' });
				continue;
			}
			if (event.seq !== book.events.length + 1) {
				return this.pushed(answers, { kind: 'resend_from', seq: book.events.length + 1 });
			}
			if (!(await this.genuine(event, book.events.at(-1)?.hash ?? book.grant.epochHash))) {
				return { status: 422, code: 'signature_wrong' };
			}
			book.events.push({ seq: event.seq, text: event.text, hash: event.hash });
			const poison = this.quarantine.has(event.hash);
			answers.push(
				poison ? { seq: event.seq, result: 'quarantined', caseId: newId() } : { seq: event.seq, result: 'applied' }
			);
		}
		return this.pushed(answers, { kind: 'none' });
	}

	private async genuine(event: Held & { sig: string }, prev: string): Promise<boolean> {
		const hash = await sha256(utf8(event.text));
		const sig = fromBase64url(event.sig);
		if (toBase64url(hash) !== event.hash || !sig || !this.publicKey) return false;
		if ((JSON.parse(event.text) as { prev: string }).prev !== prev) return false;
		const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
		return crypto.subtle.verify(algorithm, this.publicKey, sig, signedBytes(hash).slice());
	}

	private pushed(answers: PushAnswer['answers'], order: PushAnswer['order']): PushAnswer {
		return { answers, order, watermark: this.watermark() };
	}

	watermark(): Watermark {
		const epoch = this.epochs.size;
		const book = this.epochs.get(epoch);
		const last = book?.events.at(-1);
		const head = { epoch, seq: last?.seq ?? 0, hash: last?.hash ?? book?.grant.epochHash ?? '' };
		const { generation, backup, deviceState } = this;
		return { generation, head, backup, serverTime: this.now(), deviceState };
	}

	private pull(since: number): object {
		if (since > this.changes.length) return { status: 410, code: 'cursor_ahead' };
		return {
			changes: this.changes.slice(since),
			cursor: this.changes.length,
			more: false,
			...(this.budgets && { budgets: this.budgets }),
			watermark: this.watermark()
		};
	}

	private snapshot(after: number): object {
		const page = this.changes.slice(after, after + this.snapshotPage);
		const next = after + page.length;
		const products = this.changes.filter((change) => change.kind === 'product').length;
		const more = next < this.changes.length;
		return {
			changes: page,
			cursor: this.changes.length,
			after: more ? String(next) : null,
			totalProducts: products,
			watermark: this.watermark()
		};
	}

	private now(): string {
		return new Date(Date.now() + this.clockAheadMs).toISOString();
	}
}

function isProblem(result: object): result is Problem {
	return 'code' in result && 'status' in result;
}
