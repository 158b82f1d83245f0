import { createClient } from '$lib/server/db/client';

const retryMs = 2_000;

/**
 * Wakes readers when the sequencer gave out new positions: one LISTEN connection a process, however many windows are
 * open. Readers wait with a limit and read then in any case, so that a lost notification only costs time.
 */
export class PositionWatch {
	#url: string;
	#waiting = new Set<() => void>();
	#stopped = false;
	#started = false;
	#end: () => Promise<void> = () => Promise.resolve();

	constructor(databaseUrl: string) {
		this.#url = databaseUrl;
	}

	/** Resolves at the next news, after `limitMs`, or when the reader leaves. */
	async wait(limitMs: number, signal: AbortSignal): Promise<void> {
		if (signal.aborted || this.#stopped) return;
		if (!this.#started) void this.#connect();
		this.#started = true;
		await new Promise<void>((resolve) => {
			const done = () => {
				clearTimeout(timer);
				this.#waiting.delete(done);
				signal.removeEventListener('abort', done);
				resolve();
			};
			const timer = setTimeout(done, limitMs);
			this.#waiting.add(done);
			signal.addEventListener('abort', done);
		});
	}

	async stop(): Promise<void> {
		this.#stopped = true;
		this.#wake();
		await this.#end();
	}

	#wake(): void {
		for (const done of [...this.#waiting]) done();
	}

	async #connect(): Promise<void> {
		const client = createClient(this.#url, 'tillit live');
		client.on('error', () => this.#reconnect());
		client.on('notification', () => this.#wake());
		this.#end = () => client.end().catch(() => {});
		try {
			await client.connect();
			await client.query('listen positions');
		} catch {
			this.#reconnect();
		}
	}

	#reconnect(): void {
		void this.#end();
		if (this.#stopped) return;
		setTimeout(() => {
			if (!this.#stopped) void this.#connect();
		}, retryMs).unref();
	}
}
