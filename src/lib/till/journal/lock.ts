import type { LockOptions, Ports } from '../ports';

/**
 * Runs `work` under a Web Lock. After `waitMs` the lock is stolen: a frozen tab must not stop the selling. Whoever it is
 * stolen from goes on unharmed, and its own answer still counts, so `work` has to be safe without the lock. The answer does
 * not wait until the browser has noted that the lock is free again.
 */
export async function underLock<T>(
	ports: Pick<Ports, 'locks' | 'clock'>,
	name: string,
	waitMs: number,
	work: () => Promise<T>
): Promise<T> {
	const waiting = new AbortController();
	const cancel = ports.clock.after(waitMs, () => waiting.abort());
	const run = (options: LockOptions) =>
		new Promise<{ running: Promise<T> }>((resolve, reject) => {
			const start = () => {
				cancel();
				const running = work();
				// In an object: a promise would be waited for.
				resolve({ running });
				return running;
			};
			ports.locks.request(name, options, start).catch(reject);
		});
	const { running } = await run({ signal: waiting.signal }).catch((error: unknown) => {
		cancel();
		if (!waiting.signal.aborted) throw error;
		return run({ steal: true });
	});
	return running;
}
