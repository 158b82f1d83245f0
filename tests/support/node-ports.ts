/** The till's ports in Node: locks, marks and a bus in memory, which several tills or tabs of a test can share. */
import type { Bus, BusMessage, LockOptions, Locks, Marks, Ports } from '$lib/till/ports';

type Waiting = { start: () => void; refuse: (error: unknown) => void };

/** Web Locks as far as the till uses them: exclusive, `ifAvailable`, `steal`, `signal`. */
export class MemoryLocks implements Locks {
	private readonly held = new Map<string, { lost: (error: unknown) => void }>();
	private readonly queues = new Map<string, Waiting[]>();

	request<T>(name: string, options: LockOptions, work: (lock: object | null) => Promise<T>): Promise<T> {
		if (options.ifAvailable && this.held.has(name)) return work(null);
		return new Promise<T>((resolve, reject) => {
			const run = () => {
				const holder = { lost: reject };
				this.held.set(name, holder);
				const release = () => {
					if (this.held.get(name) === holder) this.next(name);
				};
				work({}).then(
					(value) => (release(), resolve(value)),
					(error: unknown) => (release(), reject(error instanceof Error ? error : new Error(String(error))))
				);
			};
			const holder = this.held.get(name);
			if (holder && options.steal) {
				holder.lost(new DOMException('stolen', 'AbortError'));
				return run();
			}
			if (!holder) return run();
			const waiting = { start: run, refuse: reject };
			const queue = this.queues.get(name) ?? [];
			queue.push(waiting);
			this.queues.set(name, queue);
			options.signal?.addEventListener('abort', () => {
				const at = queue.indexOf(waiting);
				if (at < 0) return;
				queue.splice(at, 1);
				reject(new DOMException('aborted', 'AbortError'));
			});
		});
	}

	private next(name: string): void {
		this.held.delete(name);
		this.queues.get(name)?.shift()?.start();
	}

	isHeld(name: string): Promise<boolean> {
		return Promise.resolve(this.held.has(name));
	}
}

export function memoryMarks(): Marks {
	const texts = new Map<string, string>();
	return {
		read: (key) => texts.get(key) ?? null,
		write: (key, value) => void texts.set(key, value),
		remove: (key) => void texts.delete(key)
	};
}

export function memoryBus(): Bus {
	const ears = new Set<(message: BusMessage) => void>();
	return {
		post: (message) => ears.forEach((hear) => hear(message)),
		listen(hear) {
			ears.add(hear);
			return () => ears.delete(hear);
		}
	};
}

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
