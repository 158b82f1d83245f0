import type { StaffTries } from '../db/till-db';

/**
 * How long people still have to wait at this pad. Within one page it is measured by a clock that nobody can set. A page that
 * starts later reckons from the time of the miss: whoever sets the tablet's clock forward for that gains 72 hours at most,
 * after which nobody signs in without the server.
 */
export class PinWaits {
	readonly #running = new Map<string, { misses: number; untilMs: number }>();

	/** `elapsedMs`: time since the page began, such as `performance.now()`. */
	constructor(private readonly elapsedMs: () => number) {}

	/** Milliseconds left of the delay that these misses brought. `nowMs`: the corrected time. */
	leftMs(tries: StaffTries, nowMs: number): number {
		const { staffId, misses } = tries;
		const elapsedMs = this.elapsedMs();
		let running = this.#running.get(staffId);
		if (running?.misses !== misses) {
			running = { misses, untilMs: elapsedMs + leftAt(tries, nowMs) };
			this.#running.set(staffId, running);
		}
		return Math.max(0, Math.ceil(running.untilMs - elapsedMs));
	}

	forget(staffId: string): void {
		this.#running.delete(staffId);
	}
}

/** A clock that was set back cannot make it longer than it was. */
function leftAt({ delayMs, atMs }: StaffTries, nowMs: number): number {
	const passedMs = atMs === undefined ? 0 : Math.max(0, nowMs - atMs);
	return Math.max(0, delayMs - passedMs);
}
