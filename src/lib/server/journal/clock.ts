/** A till's clock may be wrong; its sales count all the same. */
import type { Envelope } from '$lib/contract/sync/event';
import type { Finding } from './place';

const dayMs = 24 * 3600 * 1000;
const earliestMs = Date.UTC(2000, 0, 1);
const latestMs = Date.UTC(2200, 0, 1);

/** The till's time corrected by its measured offset, epoch milliseconds; null when that is no time one can book. */
export function correctedAt({ at, clockOffsetMs }: Envelope): number | null {
	const ms = Date.parse(at) + clockOffsetMs;
	return ms >= earliestMs && ms < latestMs ? ms : null;
}

/** A clock that runs more than a day ahead of the server or goes back more than a day is worth a look. Days without network are not. */
export function judgeClock(atMs: number | null, seen: { receivedAtMs: number; beforeMs: number | null }): Finding[] {
	if (atMs === null) return [{ code: 'clock_jump', bookedAtReceipt: true }];
	if (atMs - seen.receivedAtMs > dayMs) return [{ code: 'clock_jump', aheadMs: atMs - seen.receivedAtMs }];
	if (seen.beforeMs !== null && seen.beforeMs - atMs > dayMs) {
		return [{ code: 'clock_jump', backMs: seen.beforeMs - atMs }];
	}
	return [];
}
