/** Old changes go, so that the list stays as long as a month is; who was away for longer loads everything anew. */
import type { Db } from '../db/client';
import type { Ports } from '../ports';
import { removeOldChanges } from './queries';

const keptMs = 30 * 24 * 3_600_000;
const atOnce = 5_000;
const everyMs = 3_600_000;

/** Removes what is older than 30 days, in small transactions; answers how many rows went. */
export async function forgetOldChanges(db: Db, nowMs: number): Promise<number> {
	let gone = 0;
	for (;;) {
		const step = await removeOldChanges(db, new Date(nowMs - keptMs), atOnce);
		gone += step;
		if (step < atOnce) return gone;
	}
}

/** Every hour until stopped. `onError` hears of a database that does not answer. */
export function startRetention(db: Db, ports: Ports, onError: (error: unknown) => void): { stop: () => void } {
	const timer = setInterval(() => void forgetOldChanges(db, ports.now()).catch(onError), everyMs).unref();
	return { stop: () => clearInterval(timer) };
}
