/** One call to the server, with everything a bad network does to it turned into data. */
import * as z from 'zod/mini';
import { problem } from '$lib/contract/problem';
import type { Ports } from '../ports';

export type Failure =
	/** No answer: offline, refused connection, stalled. */
	| { ok: false; kind: 'unreachable' }
	/** 429 or 5xx; `code` where a problem says why. */
	| { ok: false; kind: 'busy'; retryAfterMs: number | null; code: string | null }
	/** An answer that is not ours: a captive portal's page, a proxy's error, JSON of another shape. */
	| { ok: false; kind: 'unreadable' }
	/** `serverNowMs`: the server's clock, by its own word or by its Date header. */
	| { ok: false; kind: 'refused'; status: number; code: string; serverNowMs: number | null };

export type Answer<T> = { ok: true; value: T } | Failure;

export type Call<T> = {
	method: 'GET' | 'POST';
	path: string;
	answer: z.ZodMiniType<T>;
	body?: unknown;
	token?: string | null;
	/** Instead of the usual 15 s. */
	timeoutMs?: number;
};

const usualTimeoutMs = 15_000;
const longTimeoutMs = 120_000;
const longestWaitMs = 15 * 60_000;

export async function call<T>(ports: Pick<Ports, 'net' | 'clock'>, request: Call<T>): Promise<Answer<T>> {
	const stalled = new AbortController();
	const cancel = ports.clock.after(request.timeoutMs ?? usualTimeoutMs, () => stalled.abort());
	try {
		const response = await ports.net.fetch(request.path, init(request, stalled.signal));
		return read(response, await response.text(), request.answer);
	} catch {
		return { ok: false, kind: 'unreachable' };
	} finally {
		cancel();
	}
}

/** Long answers that are no JSON; a slow network may take its time. */
export async function callForBytes(
	ports: Pick<Ports, 'net' | 'clock'>,
	path: string,
	token: string
): Promise<Answer<Uint8Array<ArrayBuffer>>> {
	const stalled = new AbortController();
	const cancel = ports.clock.after(longTimeoutMs, () => stalled.abort());
	try {
		const asked = { method: 'GET', path, answer: z.never(), token } as const;
		const response = await ports.net.fetch(path, init(asked, stalled.signal));
		if (response.ok) return { ok: true, value: new Uint8Array(await response.arrayBuffer()) };
		return read(response, await response.text(), asked.answer);
	} catch {
		return { ok: false, kind: 'unreachable' };
	} finally {
		cancel();
	}
}

function init(request: Call<unknown>, signal: AbortSignal): RequestInit {
	const headers: Record<string, string> = { accept: 'application/json' };
	if (request.body !== undefined) headers['content-type'] = 'application/json';
	if (request.token) headers['authorization'] = `Bearer ${request.token}`;
	return {
		method: request.method,
		headers,
		signal,
		// A cached answer, a followed redirect to a portal or a cookie of the manager's session would all be wrong here.
		cache: 'no-store',
		redirect: 'error',
		credentials: 'omit',
		...(request.body === undefined ? {} : { body: JSON.stringify(request.body) })
	};
}

function read<T>(response: Response, text: string, shape: z.ZodMiniType<T>): Answer<T> {
	const json = parse(text);
	if (response.ok) {
		const parsed = z.safeParse(shape, json);
		return parsed.success ? { ok: true, value: parsed.data } : { ok: false, kind: 'unreadable' };
	}
	const refusal = z.safeParse(problem, json);
	if (response.status === 429 || response.status >= 500) {
		const code = refusal.success ? refusal.data.code : null;
		return { ok: false, kind: 'busy', retryAfterMs: retryAfter(response.headers.get('retry-after')), code };
	}
	if (!refusal.success) return { ok: false, kind: 'unreadable' };
	const serverNowMs = Date.parse(refusal.data.serverTime ?? response.headers.get('date') ?? '');
	return {
		ok: false,
		kind: 'refused',
		status: response.status,
		code: refusal.data.code,
		serverNowMs: Number.isNaN(serverNowMs) ? null : serverNowMs
	};
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Seconds only: the form with a date depends on a clock we do not trust. */
function retryAfter(header: string | null): number | null {
	if (header === null || !/^\d{1,6}$/.test(header.trim())) return null;
	return Math.min(Number(header) * 1000, longestWaitMs);
}
