import { MemoryLocks, memoryBus, memoryMarks } from '$lib/till/memory-ports';
import type { Ports } from '$lib/till/ports';

/** Ports with the machine's own clock and random; a test replaces what it wants to steer. */
export function nodePorts(change: Partial<Ports> = {}): Ports {
	return {
		clock: {
			now: () => Date.now(),
			after(delayMs, action) {
				const timer = setTimeout(action, delayMs);
				return () => clearTimeout(timer);
			}
		},
		random: { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
		subtle: crypto.subtle,
		net: { fetch: () => Promise.reject(new TypeError('no network')) },
		locks: new MemoryLocks(),
		marks: memoryMarks(),
		bus: memoryBus(),
		...change
	};
}
