import { problemResponse } from './problem';

/** A door of the front page posts a form and is led on; a program gets the address as JSON. */
export function leadTo(request: Request, url: string): Response {
	if (request.headers.get('accept')?.includes('text/html')) {
		return new Response(null, { status: 303, headers: { location: url } });
	}
	return Response.json({ url }, { headers: { 'cache-control': 'no-store' } });
}

export function tooManyTries(retryAfterSeconds: number): Response {
	const detail = `Too many tries. Wait ${String(retryAfterSeconds)} seconds, then try again.`;
	return problemResponse(429, 'too_many_tries', detail, { headers: { 'retry-after': String(retryAfterSeconds) } });
}

export function notSeeded(): Response {
	return problemResponse(404, 'not_found', 'The demo has nobody to sign in yet. Run npm run demo:reset.');
}
