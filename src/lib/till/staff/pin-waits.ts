import type { StaffTries } from '../db/till-db';

/**
 * How long people still have to wait at this pad. Measured by a clock that nobody can set: it runs within one page, so the
 * whole delay begins again with the page, and with every further miss. The time of day plays no part.
 */
export class PinWaits {
	readonly #running = new Map<string, { misses: number; untilMs: number }>();

	/** `elapsedMs`: time since the page began, such as `performance.now()`. */
	constructor(private readonly elapsedMs: () => number) {}

	/** Milliseconds left of the delay that these misses brought. */
	leftMs({ staffId, misses, delayMs }: StaffTries): number {
		const nowMs = this.elapsedMs();
		let running = this.#running.get(staffId);
		if (running?.misses !== misses) {
			running = { misses, untilMs: nowMs + delayMs };
			this.#running.set(staffId, running);
		}
		return Math.max(0, Math.ceil(running.untilMs - nowMs));
	}

	forget(staffId: string): void {
		this.#running.delete(staffId);
	}
}
