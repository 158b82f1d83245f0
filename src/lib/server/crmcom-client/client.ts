/** A CRM.COM as a client sees it: tokens renewed in time, both error modes, time-outs, and rest when it does not answer. */
import type * as z from 'zod/mini';
import { tokenAnswer } from '$lib/contract/crmcom/authentication';
import type { WireErrorCode } from '$lib/contract/crmcom/errors';
import { basePath, type CallPath } from '$lib/contract/crmcom/methods';
import { Breaker, type BreakerSettings, type BreakerState } from './breaker';
import { exchange, type Heard, type Wire } from './exchange';

export type ClientSettings = {
	/** With or without the path of the API. */
	url: string;
	/** A login name; null: the key alone. */
	user: string | null;
	key: string;
	/** Of the organisation; only with a login name. */
	organisation: string | null;
};

/** `again`: the same call may succeed later. `refused` is an answer, the other two are none. */
export type ClientFault = {
	ok: false;
	kind: 'refused' | 'lost' | 'resting';
	code: WireErrorCode | null;
	text: string;
	again: boolean;
};
export type Called<T> = { ok: true; value: T } | ClientFault;

/** What the status pages show. */
export type ClientHealth = {
	breaker: BreakerState;
	lastAnswerMs: number | null;
	lastFault: { atMs: number; text: string } | null;
};

export const breakerSettings: BreakerSettings = { failures: 5, restMs: 30_000 };
const tokenLifeMs = 2 * 3600_000;
/** Renewed at nine tenths of its life (specs/crmcom-api.md §3.1). */
const tokenUsedMs = tokenLifeMs * 0.9;

type Token = { text: string; untilMs: number };

export class CrmcomClient {
	readonly #wire: Wire;
	readonly #settings: ClientSettings;
	readonly #breaker: Breaker;
	#token: Token | null = null;
	#asking: Promise<Called<Token>> | null = null;
	#lastAnswerMs: number | null = null;
	#lastFault: ClientHealth['lastFault'] = null;

	constructor(settings: ClientSettings, wire: Wire) {
		this.#settings = { ...settings, url: baseUrl(settings.url) };
		this.#wire = wire;
		this.#breaker = new Breaker(breakerSettings, wire.now);
	}

	/** Where it is, for people. */
	get host(): string {
		return new URL(this.#settings.url).host;
	}

	get health(): ClientHealth {
		return { breaker: this.#breaker.state, lastAnswerMs: this.#lastAnswerMs, lastFault: this.#lastFault };
	}

	/** One call. `answer` names what is read of the answer; whatever else is in it does not matter. */
	async call<S extends z.ZodMiniType>(
		path: CallPath,
		body: object,
		answer: S,
		timeoutMs: number
	): Promise<Called<z.output<S>>> {
		const token = await this.#currentToken(timeoutMs);
		if (!token.ok) return token;
		let heard = await this.#send(path, { token: token.value.text, ...body }, {}, timeoutMs);
		if (isStaleToken(heard)) {
			if (this.#token === token.value) this.#token = null;
			const fresh = await this.#currentToken(timeoutMs);
			if (!fresh.ok) return fresh;
			heard = await this.#send(path, { token: fresh.value.text, ...body }, {}, timeoutMs);
		}
		return read(heard, answer);
	}

	/** Several calls that need a token at once ask for one. */
	async #currentToken(timeoutMs: number): Promise<Called<Token>> {
		if (this.#token && this.#wire.now() < this.#token.untilMs) return { ok: true, value: this.#token };
		this.#asking ??= this.#askToken(timeoutMs).finally(() => {
			this.#asking = null;
		});
		return this.#asking;
	}

	async #askToken(timeoutMs: number): Promise<Called<Token>> {
		const { user, key, organisation } = this.#settings;
		const askedMs = this.#wire.now();
		const heard =
			user === null
				? await this.#send('authentication/web_api_key/token', {}, { authorization: basic(key) }, timeoutMs)
				: await this.#send(
						'authentication/token',
						{ username: user, password: key, ...(organisation === null ? {} : { organisation }) },
						{},
						timeoutMs
					);
		const told = read(heard, tokenAnswer);
		if (!told.ok) return told;
		if (told.value.token === null) {
			return { ok: false, kind: 'lost', code: null, text: 'the answer holds no token', again: true };
		}
		this.#token = { text: told.value.token, untilMs: askedMs + tokenUsedMs };
		return { ok: true, value: this.#token };
	}

	async #send(path: string, body: object, headers: Record<string, string>, timeoutMs: number): Promise<Heard | null> {
		if (!this.#breaker.admit()) return null;
		const heard = await exchange(this.#wire, { url: this.#settings.url, path, headers, body, timeoutMs });
		if (heard.kind === 'lost') {
			this.#breaker.failed();
			this.#lastFault = { atMs: this.#wire.now(), text: heard.text };
		} else {
			this.#breaker.answered();
			this.#lastAnswerMs = this.#wire.now();
			if (heard.kind === 'refused' && isOurFault(heard.code)) {
				this.#lastFault = { atMs: this.#wire.now(), text: heard.text };
			}
		}
		return heard;
	}
}

/** Somebody who runs the shop has to put these right. */
function isOurFault(code: WireErrorCode | null): boolean {
	return code === null || code.startsWith('AUTHENTICATION.') || code.startsWith('SECURITY.');
}

function isStaleToken(heard: Heard | null): boolean {
	if (heard?.kind !== 'refused') return false;
	return heard.code === 'AUTHENTICATION.INVALIDTOKENEXCEPTION' || heard.code === 'AUTHENTICATION.TOKENEXPIREDEXCEPTION';
}

function read<S extends z.ZodMiniType>(heard: Heard | null, answer: S): Called<z.output<S>> {
	if (heard === null) return { ok: false, kind: 'resting', code: null, text: 'it did not answer lately', again: true };
	if (heard.kind === 'lost') return { ok: false, kind: 'lost', code: null, text: heard.text, again: true };
	if (heard.kind === 'refused') {
		const again = heard.code === 'COMMON.RATELIMITEXCEEDEDEXCEPTION' || isOurFault(heard.code) || heard.status === 429;
		return { ok: false, kind: 'refused', code: heard.code, text: heard.text, again };
	}
	const parsed = answer.safeParse(heard.data);
	if (parsed.success) return { ok: true, value: parsed.data };
	const where = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
	return { ok: false, kind: 'lost', code: null, text: `the answer cannot be read at “${where}”`, again: true };
}

const basic = (key: string) => `Basic ${Buffer.from(`${key}:`).toString('base64')}`;

function baseUrl(url: string): string {
	const trimmed = url.replace(/\/+$/, '');
	const path = basePath.replace(/\/$/, '');
	return `${trimmed.endsWith(path) ? trimmed : trimmed + path}/`;
}
