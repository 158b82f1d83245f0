import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { faultEnvelope } from '$lib/contract/crmcom/envelope';
import { fault } from '$lib/contract/crmcom/errors';
import { defaultBodyLimitBytes } from './body';
import { limitBody } from './body-limit';
import { securityHeaders, withFrameAncestors } from './headers';
import { loggablePath, type Log } from './log';
import { problemText } from './problem';

export type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void | Promise<void>;
export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

export interface WrapOptions {
	/** True when a proxy in front of us speaks HTTPS with the browser. */
	https: boolean;
	log: Log;
	/** Told about answers that never end by themselves, so that a shutdown need not wait for them. */
	onStream: (response: ServerResponse) => void;
}

/** The header that tells the adapter the protocol; a value from outside is overwritten. */
export const protocolHeader = 'x-tillit-protocol';
export const requestIdHeader = 'x-request-id';

/** Paths whose bodies are files. */
const largeBodies = /^\/(api\/)?(manage|v1)\/(.*\/)?imports?(\/|$)|^\/crmapi\/rest\/v2\/products\/synchronise(\/|$)/;
export const largeBodyLimitBytes = 32 * 1024 * 1024;

/** Puts headers, request id, the body limit and the log line around everything the app answers. */
export function wrapHandler(handler: Handler, options: WrapOptions): Listener {
	const { log, onStream } = options;
	return (request, response) => {
		const startedAt = performance.now();
		const requestId = randomUUID();
		const https = options.https || 'encrypted' in request.socket;
		const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
		request.headers[protocolHeader] = https ? 'https' : 'http';
		request.headers[requestIdHeader] = requestId;
		setHeaders(request, response, { https, requestId, path });
		guardPolicy(response, onStream);
		response.on('close', () => {
			const entry = {
				requestId,
				method: request.method,
				path: loggablePath(path),
				status: response.statusCode,
				ms: Math.round(performance.now() - startedAt)
			};
			if (path.startsWith('/_app/') || path === '/healthz' || path === '/readyz') log.debug(entry, 'http');
			else log.info(entry, 'http');
		});
		const limit = largeBodies.test(path) ? largeBodyLimitBytes : defaultBodyLimitBytes;
		const body = limitBody(request, limit, () => {
			if (!response.headersSent)
				refuse(response, path, 413, 'body_too_large', `The body may have at most ${limit} bytes; send less at once.`);
		});
		if (body.exceeded) return;
		const failed = (error: unknown) => {
			if (body.exceeded) return;
			log.error({ requestId, error: String((error as Error).stack ?? error) }, 'request failed');
			if (response.headersSent) response.destroy();
			else refuse(response, path, 500, 'internal', `Something went wrong; ask for request ${requestId} in the log.`);
		};
		try {
			void Promise.resolve(
				handler(request, response, () => refuse(response, path, 404, 'not_found', 'There is nothing at this address.'))
			).catch(failed);
		} catch (error) {
			failed(error);
		}
	};
}

function setHeaders(
	request: IncomingMessage,
	response: ServerResponse,
	{ https, requestId, path }: { https: boolean; requestId: string; path: string }
): void {
	const hostname = (request.headers.host ?? '').replace(/:\d+$/, '');
	for (const [name, value] of Object.entries(securityHeaders({ https, hostname }))) response.setHeader(name, value);
	response.setHeader(requestIdHeader, requestId);
	// An update must be seen at once; the hashed files it names are cached for ever.
	if (path === '/service-worker.js') response.setHeader('cache-control', 'no-cache');
}

/** The framework replaces the policy header of its pages, so ours is added at the last moment. */
function guardPolicy(response: ServerResponse, onStream: WrapOptions['onStream']): void {
	const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
	response.writeHead = ((...args: unknown[]) => {
		const policy = response.getHeader('content-security-policy');
		response.setHeader(
			'content-security-policy',
			withFrameAncestors(policy === undefined ? undefined : String(policy))
		);
		if (String(response.getHeader('content-type')).startsWith('text/event-stream')) onStream(response);
		return writeHead(...args);
	}) as ServerResponse['writeHead'];
}

/** Also here every program is answered in its own words. */
function refuse(
	response: ServerResponse,
	path: string,
	status: 404 | 413 | 500,
	code: Parameters<typeof problemText>[1],
	detail: string
): void {
	const isCrmcom = path.startsWith('/crmapi/');
	const type = isCrmcom ? 'application/json; charset=utf-8' : 'application/problem+json';
	response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
	response.end(
		isCrmcom ? JSON.stringify(faultEnvelope(fault(crmcomCodes[status], detail))) : problemText(status, code, detail)
	);
}

const crmcomCodes = {
	404: 'COMMON.METHODNOTFOUNDEXCEPTION',
	413: 'COMMON.REQUESTTOOLARGEEXCEPTION',
	500: 'COMMON.INTERNALERROREXCEPTION'
} as const;
