/** One request of a foreign till: who calls, what is asked, one handler, one envelope. Nothing leaves in another form. */
import { okEnvelope, faultEnvelope, type Envelope } from '$lib/contract/crmcom/envelope';
import { fault, httpStatusOf, type WireFault } from '$lib/contract/crmcom/errors';
import { faultOfIssues } from '$lib/contract/crmcom/fault-of-issue';
import { selectFields } from '$lib/contract/crmcom/fields';
import { basePath, findMethod, type Method, type MethodPath } from '$lib/contract/crmcom/methods';
import { bodyOfQuery } from '$lib/contract/crmcom/query-params';
import { may } from '../api-keys/tokens';
import { readText } from '../http/body';
import { enter, releaseGiven, tokenForKey, tokenForLogin, tokenOf } from './authentication';
import type { Answered, CrmcomApp, Handler } from './call';
import { handlers } from './handlers';

/** A thousand products with long names; the server around us has the same limit for this path. */
export const largestBodyBytes = 8 * 1024 * 1024;

export async function serveCrmcom(app: CrmcomApp, request: Request, address: string): Promise<Response> {
	const { pathname } = new URL(request.url);
	const found = pathname.startsWith(basePath) ? findMethod(pathname.slice(basePath.length).replace(/\/+$/, '')) : null;
	if (!found) {
		return respond(app, fault('COMMON.METHODNOTFOUNDEXCEPTION', 'There is no such method; /docs/api lists them all'));
	}
	const { path, method } = found;
	if (!method.verbs.some((verb) => verb === request.method)) {
		const description = `The method takes ${method.verbs.join(' and ')}`;
		return respond(app, fault('COMMON.HTTPMETHODNOTALLOWEDEXCEPTION', description), {
			allow: method.verbs.join(', ')
		});
	}
	try {
		const body = await readBody(request);
		if (!body.ok) return respond(app, body);
		const answered = await answer(app, path, method, body.value, request.headers.get('authorization'), address);
		return respond(app, answered.ok ? select(answered, body.value) : answered);
	} catch (error) {
		app.log.error({ path, error: String((error as Error).stack ?? error) }, 'crmcom call failed');
		return respond(app, fault('COMMON.INTERNALERROREXCEPTION', 'The server failed'));
	}
}

type Body = Record<string, unknown>;

/** Clients mistype the content type, so only the text counts; an empty one and an empty list are an empty object. */
async function readBody(request: Request): Promise<{ ok: true; value: Body } | WireFault> {
	if (request.method === 'GET') return { ok: true, value: bodyOfQuery(new URL(request.url).searchParams) };
	const text = await readText(request, largestBodyBytes);
	if (text === null) {
		return fault('COMMON.REQUESTTOOLARGEEXCEPTION', `More than ${String(largestBodyBytes)} bytes`);
	}
	const trimmed = text.replace(/^\uFEFF/, '').trim();
	if (trimmed === '') return { ok: true, value: {} };
	try {
		const value: unknown = JSON.parse(trimmed);
		if (Array.isArray(value) && value.length === 0) return { ok: true, value: {} };
		if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ok: true, value: value as Body };
	} catch {
		// Said below.
	}
	return fault('COMMON.INVALIDJSONEXCEPTION', 'The body is not a JSON object');
}

async function answer(
	app: CrmcomApp,
	path: MethodPath,
	method: Method,
	body: Body,
	authorization: string | null,
	address: string
): Promise<Answered> {
	if (path === 'authentication/web_api_key/token') return tokenForKey(app, body, authorization, address);
	if (path === 'authentication/token') return tokenForLogin(app, body, address);
	if (path === 'authentication/token/release') return releaseGiven(app, tokenOf(body, authorization));
	const token = tokenOf(body, authorization);
	if (typeof token !== 'string') return token;
	const nowMs = app.ports.now();
	const entered = await enter(app, token, nowMs);
	if (!entered.ok) return entered;
	const { caller, stamp } = entered;
	if (method.scope !== null && !may(caller, method.scope)) {
		return fault('SECURITY.ACCESSDENIEDEXCEPTION', `The key lacks the right “${method.scope}”`);
	}
	const parsed = method.request.safeParse(body);
	if (!parsed.success) return faultOfIssues(parsed.error.issues, body);
	// The table pairs each path with the handler of its schema's output; a look-up loses that.
	const handler = handlers[path] as Handler<unknown>;
	return handler({ app, caller, value: parsed.data, nowMs, stamp });
}

function select(answered: Answered & { ok: true }, body: Body): Answered & { ok: true } {
	const names = body.fields_set;
	const isNames =
		typeof names === 'string' || (Array.isArray(names) && names.every((name) => typeof name === 'string'));
	return isNames ? { ...answered, data: selectFields(answered.data, names) } : answered;
}

function respond(app: CrmcomApp, answered: Answered, headers: Record<string, string> = {}): Response {
	const envelope: Envelope = answered.ok ? okEnvelope(answered.data, answered.paging) : faultEnvelope(answered);
	const status = answered.ok ? 200 : httpStatusOf(answered.code, app.errorStatus);
	const retry = 'retryAfterSeconds' in answered && answered.retryAfterSeconds !== undefined;
	return new Response(JSON.stringify(envelope), {
		status,
		headers: {
			'content-type': 'application/json; charset=utf-8',
			'cache-control': 'no-store',
			...(retry ? { 'retry-after': String(answered.retryAfterSeconds) } : {}),
			...headers
		}
	});
}
