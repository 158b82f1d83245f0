import { invalidate } from '$app/navigation';

/**
 * Reads again what stands on the page, as far as the server answers at all. Without it the page stays as it was: a load
 * that fails would put an error in its place, and whatever the manager was at would be gone.
 */
export async function reread(...what: `manage:${string}`[]): Promise<void> {
	const answer = await fetch('/api/ping', { cache: 'no-store' }).catch(() => null);
	if (answer?.ok) await Promise.all(what.map((one) => invalidate(one)));
}
