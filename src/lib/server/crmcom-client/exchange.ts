/** One HTTP exchange with a CRM.COM: a body out, an envelope back, or why there is none. */
import { envelope } from '$lib/contract/crmcom/envelope';
import { knownCode, type WireErrorCode } from '$lib/contract/crmcom/errors';
import { readText } from '../http/body';

/** What is told to whoever watches. Tokens and keys are in it: never for a log. */
export type Exchange = {
	path: string;
	headers: Record<string, string>;
	request: unknown;
	/** Null when nothing came back. */
	status: number | null;
	answer: unknown;
	tookMs: number;
};

/** `fetch` and the clock are passed in, so that tests decide what is lost and how long it takes. */
export type Wire = {
	fetch: (url: string, init: RequestInit) => Promise<Response>;
	now: () => number;
	onExchange?: ((exchange: Exchange) => void) | undefined;
};

export type Heard =
	| { kind: 'ok'; data: unknown }
	| { kind: 'refused'; code: WireErrorCode | null; status: number; text: string }
	/** Nothing readable came back: it may or may not have happened there. */
	| { kind: 'lost'; text: string };

export type Sent = { url: string; path: string; headers?: Record<string, string>; body: object; timeoutMs: number };

const largestAnswerBytes = 4 * 1024 * 1024;

export async function exchange(wire: Wire, { url, path, headers = {}, body, timeoutMs }: Sent): Promise<Heard> {
	const startedMs = wire.now();
	const tell = (status: number | null, answer: unknown) =>
		wire.onExchange?.({ path, headers, request: body, status, answer, tookMs: wire.now() - startedMs });
	let response: Response;
	let text: string | null;
	try {
		response = await wire.fetch(url + path, {
			method: 'POST',
			headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
			body: JSON.stringify(body),
			redirect: 'error',
			signal: AbortSignal.timeout(timeoutMs)
		});
		text = await readText(response, largestAnswerBytes);
	} catch (error) {
		tell(null, null);
		return { kind: 'lost', text: lostText(error, timeoutMs) };
	}
	const answer = parse(text ?? '');
	tell(response.status, answer);
	return toHeard(response.status, answer);
}

function lostText(error: unknown, timeoutMs: number): string {
	const { name, cause } = error as { name?: string; cause?: { code?: string } };
	if (name === 'TimeoutError' || name === 'AbortError') return `no answer within ${String(timeoutMs)} ms`;
	return cause?.code ?? 'no connection';
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

/** Both error modes: a code other than OK counts whatever the status is, and so does a status without a readable code. */
function toHeard(status: number, answer: unknown): Heard {
	const read = envelope.safeParse(answer);
	const isFailure = status >= 500;
	if (!read.success) return { kind: 'lost', text: `HTTP ${String(status)} without a readable answer` };
	const { code, description, message } = read.data.status;
	if (code.toUpperCase() === 'OK') {
		return status < 300 ? { kind: 'ok', data: read.data.data } : { kind: 'lost', text: `HTTP ${String(status)}` };
	}
	const known = knownCode(code);
	const words = (description || message || code).slice(0, 300);
	if (isFailure || known === 'COMMON.INTERNALERROREXCEPTION') return { kind: 'lost', text: words };
	return { kind: 'refused', code: known, status, text: words };
}
