/** Which area a path belongs to and who may enter it: deny by default. */
import type { InstallationKind } from '../config';

export type Visitor = { staffRole: 'cashier' | 'manager' | null; memberId: string | null };

export type Verdict = 'pass' | 'sign_in' | 'forbidden' | 'not_demo';

type Rule = { pattern: RegExp; needs: 'nothing' | 'manager' | 'member' | 'demo' };

/** First match wins. What has its own credential (a till's bearer token) passes here and is checked by its handler. */
const rules: Rule[] = [
	{ pattern: /^\/(manage|api\/manage)\/(sign-in|first)(\/|$)/, needs: 'nothing' },
	{ pattern: /^\/(manage|api\/manage)(\/|$)/, needs: 'manager' },
	{ pattern: /^\/api\/my\/(sign-in|join)(\/|$)/, needs: 'nothing' },
	{ pattern: /^\/api\/my(\/|$)/, needs: 'member' },
	{ pattern: /^\/(dev|api\/demo)(\/|$)/, needs: 'demo' },
	{ pattern: /^\/api\/(till|sync|ping)(\/|$)/, needs: 'nothing' },
	{ pattern: /^\/api(\/|$)/, needs: 'manager' }
];

/**
 * The address as the routes folder writes it. The framework decodes an address before it looks for the route, so
 * `/%6Danage` runs `/manage`: what is judged has to be the route that runs, never the spelling.
 */
export function routedPath(routeId: string | null, pathname: string): string {
	return routeId === null ? pathname : routeId.replace(/\/\([^/]*\)/g, '') || '/';
}

/** May this visitor enter the path? Pages without a rule are public. */
export function judge(path: string, visitor: Visitor, kind: InstallationKind): Verdict {
	const rule = rules.find(({ pattern }) => pattern.test(path));
	switch (rule?.needs ?? 'nothing') {
		case 'nothing':
			return 'pass';
		case 'demo':
			return kind === 'demo' ? 'pass' : 'not_demo';
		case 'member':
			return visitor.memberId ? 'pass' : 'sign_in';
		case 'manager':
			if (visitor.staffRole === null) return 'sign_in';
			return visitor.staffRole === 'manager' ? 'pass' : 'forbidden';
	}
}

/** The two legacy protocols have clients that know no Origin; they carry no cookie either. */
const foreignClients = /^\/(crmapi|loymax)(\/|$)/;

/**
 * Does a request that changes something come from our own pages? Browsers always send `Origin` or `Sec-Fetch-Site` with
 * such requests; a client without either that carries no cookie cannot be a forged one.
 */
export function isSameSite(request: Request, url: URL): boolean {
	if (['GET', 'HEAD', 'OPTIONS'].includes(request.method) || foreignClients.test(url.pathname)) return true;
	const origin = request.headers.get('origin');
	if (origin !== null) return origin === url.origin;
	const site = request.headers.get('sec-fetch-site');
	if (site !== null) return site === 'same-origin' || site === 'none';
	return request.headers.get('cookie') === null;
}
