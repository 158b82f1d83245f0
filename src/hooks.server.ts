/** Only the order of steps: request id → packing → app → session → area guard → errors. */
import { building } from '$app/environment';
import { redirect, type Handle, type HandleServerError, type RequestEvent, type ServerInit } from '@sveltejs/kit';
import { sequence } from '@sveltejs/kit/hooks';
import { app } from '$lib/server/app';
import { readSessionCookie } from '$lib/server/auth/cookie';
import { findMemberSession, findStaffSession } from '$lib/server/auth/session';
import { startBackground } from '$lib/server/background';
import { packPage } from '$lib/server/http/compress';
import { isSameSite, judge, routedPath } from '$lib/server/http/guard';
import { problemResponse } from '$lib/server/http/problem';
import { requestIdHeader } from '$lib/server/http/wrap';

export const init: ServerInit = async () => {
	if (!building) startBackground(await app());
};

const identify: Handle = async ({ event, resolve }) => {
	event.locals.requestId = event.request.headers.get(requestIdHeader) ?? 'none';
	event.locals.staff = null;
	event.locals.member = null;
	if (building) return resolve(event);
	event.locals.app = await app();
	if (!isSameSite(event.request, event.url)) {
		return problemResponse(
			403,
			'origin_refused',
			'This request comes from another site; open the page here and try again.'
		);
	}
	await recogniseVisitor(event);
	return resolve(event);
};

async function recogniseVisitor({ locals, cookies, url }: RequestEvent): Promise<void> {
	const { db, ports } = locals.app;
	const staffToken = readSessionCookie(cookies, 'staff', url);
	const memberToken = readSessionCookie(cookies, 'member', url);
	if (staffToken) locals.staff = await findStaffSession(db, staffToken, ports.now());
	if (memberToken) locals.member = await findMemberSession(db, memberToken, ports.now());
}

const guard: Handle = async ({ event, resolve }) => {
	if (building) return resolve(event);
	const { app, staff, member } = event.locals;
	const path = event.url.pathname;
	const routed = routedPath(event.route.id, path);
	const verdict = judge(routed, { staffRole: staff?.role ?? null, memberId: member?.memberId ?? null }, app.kind);
	if (verdict === 'pass') return resolve(event);
	if (verdict === 'not_demo') return problemResponse(404, 'not_demo', 'This exists in the demo installation only.');
	if (routed.startsWith('/manage') && verdict === 'sign_in') {
		redirect(303, `/manage/sign-in?to=${encodeURIComponent(path + event.url.search)}`);
	}
	return verdict === 'sign_in'
		? problemResponse(401, 'not_signed_in', 'Sign in first, then try again.')
		: problemResponse(403, 'forbidden', 'Your role may not do this; ask a manager.');
};

/** The framework answers unknown addresses and methods with pages; programs get problem+json. */
const speakProblem: Handle = async ({ event, resolve }) => {
	const response = await resolve(event);
	if (!event.url.pathname.startsWith('/api/')) return response;
	const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
	if (response.status < 400 || isProblem) return response;
	if (response.status === 405) {
		const allow = response.headers.get('allow') ?? '';
		return problemResponse(405, 'method_not_allowed', `This address takes ${allow || 'another method'}.`, {
			headers: allow ? { allow } : {}
		});
	}
	if (response.status === 404) return problemResponse(404, 'not_found', 'There is nothing at this address.');
	return problemResponse(
		response.status,
		response.status < 500 ? 'bad_request' : 'internal',
		response.status < 500
			? 'The request could not be read; check its address and body.'
			: `The server failed; the log has it under request ${event.locals.requestId}.`
	);
};

const packPublicPages: Handle = async ({ event, resolve }) => {
	// The letters of nearly every word come along with the page instead of after its styles.
	const preload = ({ type, path }: { type: string; path: string }) =>
		type === 'js' || type === 'css' || path.includes('geist-latin-wght');
	const response = await resolve(event, { preload });
	const { staff, member } = event.locals;
	return building || staff || member ? response : packPage(event.request, response);
};

export const handle = sequence(packPublicPages, speakProblem, identify, guard);

export const handleError: HandleServerError = ({ error, event, status, message }) => {
	const { requestId, app } = event.locals;
	// Whoever sent it has been answered already.
	if (error instanceof Error && error.name === 'BodyTooLarge') return { message };
	if (status >= 500) app?.log.error({ requestId, error: String((error as Error).stack ?? error) }, 'request failed');
	return status >= 500
		? { message: 'The server failed. Try again; if it stays, tell whoever runs it.', requestId }
		: { message };
};
