/** Stops asking a system that does not answer, and tries it again with one call at a time. The clock is passed in. */
export type BreakerSettings = {
	/** So many failures in a row open it. */
	failures: number;
	/** How long nobody asks then. */
	restMs: number;
};

export type BreakerState = 'closed' | 'open' | 'half_open';

export class Breaker {
	#failed = 0;
	#restsUntilMs: number | null = null;
	#probeUntilMs = 0;

	constructor(
		private readonly settings: BreakerSettings,
		private readonly now: () => number
	) {}

	get state(): BreakerState {
		if (this.#restsUntilMs === null) return 'closed';
		return this.now() < this.#restsUntilMs ? 'open' : 'half_open';
	}

	/** May this call be made? After the rest one is let through, and the next only when that one was lost itself. */
	admit(): boolean {
		const { state } = this;
		if (state !== 'half_open') return state === 'closed';
		const now = this.now();
		if (now < this.#probeUntilMs) return false;
		this.#probeUntilMs = now + this.settings.restMs;
		return true;
	}

	/** It answered, whatever it said. */
	answered(): void {
		this.#failed = 0;
		this.#restsUntilMs = null;
		this.#probeUntilMs = 0;
	}

	failed(): void {
		this.#failed += 1;
		if (this.#restsUntilMs === null && this.#failed < this.settings.failures) return;
		this.#restsUntilMs = this.now() + this.settings.restMs;
		this.#probeUntilMs = 0;
	}
}
