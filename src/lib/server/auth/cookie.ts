import { sessionLife } from './session';

/** The part of SvelteKit's cookies that sessions need. */
export type CookieJar = {
	get: (name: string) => string | undefined;
	set: (name: string, value: string, options: CookieOptions) => void;
	delete: (name: string, options: { path: '/'; secure: boolean }) => void;
};

type CookieOptions = {
	path: '/';
	httpOnly: true;
	secure: boolean;
	sameSite: 'strict' | 'lax';
	maxAge: number;
};

export type SessionKind = 'staff' | 'member' | 'sign-in';

const rules = {
	staff: { sameSite: 'strict', maxAge: sessionLife.staffMs / 1000 },
	// A member follows links in mails into the own area, so Lax.
	member: { sameSite: 'lax', maxAge: sessionLife.memberMs / 1000 },
	'sign-in': { sameSite: 'strict', maxAge: 300 }
} as const;

const isSecure = (url: URL) => url.protocol === 'https:';
/** `__Host-` pins a cookie to this origin, but browsers keep it only over HTTPS. */
const cookieName = (kind: SessionKind, url: URL) => `${isSecure(url) ? '__Host-' : ''}tillit-${kind}`;

export function readSessionCookie(cookies: Pick<CookieJar, 'get'>, kind: SessionKind, url: URL): string | undefined {
	return cookies.get(cookieName(kind, url));
}

export function setSessionCookie(cookies: CookieJar, kind: SessionKind, url: URL, token: string): void {
	cookies.set(cookieName(kind, url), token, { path: '/', httpOnly: true, secure: isSecure(url), ...rules[kind] });
}

export function dropSessionCookie(cookies: CookieJar, kind: SessionKind, url: URL): void {
	cookies.delete(cookieName(kind, url), { path: '/', secure: isSecure(url) });
}
