/** Ports of a till without a browser: locks, marks and a bus in memory. Tills or tabs that share them live in one browser. */
import type { Bus, BusMessage, Clock, LockOptions, Locks, Marks, Net, Ports, Random } from './ports';

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
			this.wait(name, { start: run, refuse: reject }, options.signal);
		});
	}

	private wait(name: string, waiting: Waiting, signal: AbortSignal | undefined): void {
		const queue = this.queues.get(name) ?? [];
		queue.push(waiting);
		this.queues.set(name, queue);
		signal?.addEventListener('abort', () => {
			const at = queue.indexOf(waiting);
			if (at < 0) return;
			queue.splice(at, 1);
			waiting.refuse(new DOMException('aborted', 'AbortError'));
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

export function memoryMarks(texts = new Map<string, string>()): Marks {
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

/**
 * A clock that stands still until it is set, for tills that ring up what happened at another time. Nothing it is asked
 * to do later ever happens: who answers such a till answers in the same process, so it waits for nothing.
 */
export class SetClock implements Clock {
	constructor(private nowMs: number) {}

	now(): number {
		return this.nowMs;
	}

	/** Goes forward to an instant, never back. */
	moveTo(nowMs: number): void {
		this.nowMs = Math.max(this.nowMs, nowMs);
	}

	after(): () => void {
		return () => undefined;
	}
}

export type World = { clock: Clock; random: Random; subtle: SubtleCrypto; fetch: Net['fetch'] };

/** Ports of a till that lives in this process alone. */
export function memoryPorts({ clock, random, subtle, fetch }: World): Ports {
	return {
		clock,
		random,
		subtle,
		net: { fetch },
		locks: new MemoryLocks(),
		marks: memoryMarks(),
		bus: memoryBus()
	};
}
