/** The three calls that give and take tokens. They see the request's header, the others do not. */
import * as wire from '$lib/contract/crmcom/authentication';
import { fault, type WireFault } from '$lib/contract/crmcom/errors';
import { faultOfIssues } from '$lib/contract/crmcom/fault-of-issue';
import { issueToken, recogniseCaller, releaseToken, type Caller } from '../api-keys/tokens';
import { returnAttempt } from '../auth/rate-limit';
import type { Answered, CrmcomApp } from './call';
import { limited, limitedBy, limits, type Limited } from './limits';
import { storeOfUnit } from './place';

/** The key of HTTP Basic: with or without the colon, the scheme in any case (specs/crmcom-api.md §3.1). */
export function keyOfHeader(authorization: string | null): string | null {
	const encoded = /^basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(authorization ?? '')?.[1];
	if (encoded === undefined) return null;
	const [key = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
	return key === '' ? null : key;
}

/** The token of a call: a member of the body, or a bearer; two different ones are no token. */
export function tokenOf(body: Readonly<Record<string, unknown>>, authorization: string | null): string | WireFault {
	const inBody = typeof body.token === 'string' && body.token !== '' ? body.token : null;
	const bearer = /^bearer\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1] ?? null;
	if (inBody !== null && bearer !== null && inBody !== bearer) {
		return fault('AUTHENTICATION.INVALIDTOKENEXCEPTION', 'The body and the header carry different tokens');
	}
	return inBody ?? bearer ?? fault('AUTHENTICATION.INVALIDTOKENEXCEPTION', 'The call carries no token');
}

type Entered = { ok: true; caller: Caller; stamp: string };

/** Who calls; each call counts. */
export async function enter(app: CrmcomApp, token: string, nowMs: number): Promise<Entered | WireFault | Limited> {
	const found = await recogniseCaller(app.db, token, limits.callsByKey, nowMs);
	if (found.ok) return limitedBy(limits.callsByKey, found.calls, nowMs) ?? found;
	return found.code === 'token_expired'
		? fault('AUTHENTICATION.TOKENEXPIREDEXCEPTION', 'The token is older than two hours; ask for a new one')
		: fault('AUTHENTICATION.INVALIDTOKENEXCEPTION', 'The token is not known; ask for a new one');
}

type Wish = { key: string | null; login?: string; unit?: string | undefined };

async function giveToken(app: CrmcomApp, { key, login, unit }: Wish, address: string): Promise<Answered> {
	const now = app.ports.now();
	const refused = await limited(app.db, limits.tokenByAddress, address, now);
	if (refused) return refused;
	if (key === null) return fault('AUTHENTICATION.INVALIDWEBAPIKEYEXCEPTION', 'The request carries no key');
	const issued = await issueToken(app.db, app.ports, { key, login, unit }, storeOfUnit);
	if (!issued.ok && issued.code === 'key_wrong') {
		return fault('AUTHENTICATION.INVALIDWEBAPIKEYEXCEPTION', 'The key is not known or has ended');
	}
	await returnAttempt(app.db, limits.tokenByAddress, address, now);
	return issued.ok
		? { ok: true, data: { token: issued.token } }
		: fault('AUTHENTICATION.INVALIDUNITEXCEPTION', 'The key may not act for this unit');
}

type Body = Readonly<Record<string, unknown>>;

export async function tokenForKey(
	app: CrmcomApp,
	body: Body,
	authorization: string | null,
	address: string
): Promise<Answered> {
	const parsed = wire.webApiKeyRequest.safeParse(body);
	if (!parsed.success) return faultOfIssues(parsed.error.issues, body);
	return giveToken(app, { key: keyOfHeader(authorization), unit: parsed.data.unit }, address);
}

export async function tokenForLogin(app: CrmcomApp, body: Body, address: string): Promise<Answered> {
	const parsed = wire.passwordRequest.safeParse(body);
	if (!parsed.success) return faultOfIssues(parsed.error.issues, body);
	const { username, password, unit } = parsed.data;
	return giveToken(app, { key: password, login: username, unit }, address);
}

/** A token that has ended already is no fault: what was wanted is so. */
export async function releaseGiven(app: CrmcomApp, token: string | WireFault): Promise<Answered> {
	if (typeof token !== 'string') return token;
	await releaseToken(app.db, token);
	return { ok: true, data: null };
}
