import type { Ports } from '../ports';

/**
 * Runs `work` under a Web Lock. After `waitMs` the lock is stolen: a frozen tab must not stop the selling. Whoever it is
 * stolen from goes on unharmed, and its own answer still counts, so `work` has to be safe without the lock.
 */
export async function underLock<T>(
	ports: Pick<Ports, 'locks' | 'clock'>,
	name: string,
	waitMs: number,
	work: () => Promise<T>
): Promise<T> {
	const waiting = new AbortController();
	const cancel = ports.clock.after(waitMs, () => waiting.abort());
	let running: Promise<T> | undefined;
	const start = () => {
		cancel();
		running = work();
		return running;
	};
	try {
		return await ports.locks.request(name, { signal: waiting.signal }, start);
	} catch (error) {
		if (running) return await running;
		if (!waiting.signal.aborted) throw error;
	} finally {
		cancel();
	}
	try {
		return await ports.locks.request(name, { steal: true }, start);
	} catch (error) {
		if (running) return await running;
		throw error;
	}
}
