/** Web Locks of one browser: what a tab holds is free once the tab is gone. */
import type { LockOptions, Locks } from '$lib/till/ports';
import type { Process } from './world';

type Holder = { process: Process; lost: (error: unknown) => void };
type Waiting = { process: Process; start: () => void };

export class BrowserLocks {
	readonly #held = new Map<string, Holder>();
	readonly #queues = new Map<string, Waiting[]>();

	/** The locks as one tab or worker sees them. */
	of(process: Process): Locks {
		return {
			request: (name, options, work) => this.#request(process, name, options, work),
			isHeld: (name) => Promise.resolve(this.#held.has(name))
		};
	}

	/** Called when a process died. */
	free(process: Process): void {
		for (const [name, holder] of [...this.#held]) if (holder.process === process) this.#next(name);
	}

	#request<T>(
		process: Process,
		name: string,
		{ ifAvailable, steal, signal }: LockOptions,
		work: (lock: object | null) => Promise<T>
	): Promise<T> {
		if (ifAvailable && this.#held.has(name)) return work(null);
		return new Promise<T>((resolve, reject) => {
			const start = () => {
				const holder = { process, lost: reject };
				this.#held.set(name, holder);
				const release = () => {
					if (this.#held.get(name) === holder) this.#next(name);
				};
				work({}).then(
					(value) => (release(), resolve(value)),
					(error: unknown) => (release(), reject(error instanceof Error ? error : new Error(String(error))))
				);
			};
			const holder = this.#held.get(name);
			if (holder && steal) holder.lost(new DOMException('stolen', 'AbortError'));
			if (!holder || steal) return start();
			const waiting = { process, start };
			const queue = this.#queues.get(name) ?? [];
			queue.push(waiting);
			this.#queues.set(name, queue);
			signal?.addEventListener('abort', () => {
				const at = queue.indexOf(waiting);
				if (at < 0) return;
				queue.splice(at, 1);
				reject(new DOMException('aborted', 'AbortError'));
			});
		});
	}

	#next(name: string): void {
		this.#held.delete(name);
		const queue = this.#queues.get(name) ?? [];
		while (queue.length > 0) {
			const next = queue.shift();
			if (next?.process.alive) return next.start();
		}
	}
}
