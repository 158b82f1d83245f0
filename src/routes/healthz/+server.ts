import { json } from '@sveltejs/kit';

/** The process answers; nothing else is asked. */
export function GET(): Response {
	return json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } });
}
