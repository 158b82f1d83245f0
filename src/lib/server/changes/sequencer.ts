/**
 * Gives committed changes their positions. One process at a time does it: whoever holds the advisory lock on its own
 * connection. When that connection or process ends, the lock is free and another one goes on.
 */
import type { Client } from 'pg';
import { listenForChanges, numberChanges, tryTakeSequencer } from './queries.sequencer';

export type SequencerPorts = {
	/** A connection of its own, not yet open. */
	connect: () => Client;
	/** Told of a broken connection; the sequencer opens the next one by itself. */
	onFault: (error: Error) => void;
};

export type Sequencer = {
	/** Whether this process holds the lock. */
	isLeader: () => boolean;
	stop: () => Promise<void>;
};

const pollMs = 50;
const retryMs = 1000;
const atOnce = 1000;

export function startSequencer(ports: SequencerPorts): Sequencer {
	const life = new Life();
	let leads = false;
	const run = async () => {
		while (!life.ended) {
			const client = ports.connect();
			try {
				await client.connect();
				await lead(client, life, (now) => (leads = now));
			} catch (error) {
				if (!life.ended) ports.onFault(error as Error);
			} finally {
				leads = false;
				await client.end().catch(() => undefined);
			}
			await life.sleep(retryMs);
		}
	};
	const done = run();
	return {
		isLeader: () => leads,
		stop: () => {
			life.end();
			return done;
		}
	};
}

async function lead(client: Client, life: Life, note: (leads: boolean) => void): Promise<void> {
	let fault: Error | undefined;
	client.on('error', (error) => {
		fault = error;
		life.wake();
	});
	client.on('notification', () => life.wake());
	while (!life.ended && !(await tryTakeSequencer(client))) {
		await life.sleep(retryMs);
		if (fault) throw fault;
	}
	if (life.ended) return;
	note(true);
	await listenForChanges(client);
	while (!life.ended) {
		if (fault) throw fault;
		const numbered = await numberChanges(client, atOnce);
		if (numbered < atOnce) await life.sleep(pollMs);
	}
}

/** Sleeps that a notification or the end cuts short. A wake that comes while nobody sleeps ends the next sleep at once. */
class Life {
	ended = false;
	#woken = false;
	#finish: (() => void) | null = null;

	sleep(ms: number): Promise<void> {
		if (this.ended || this.#woken) {
			this.#woken = false;
			return Promise.resolve();
		}
		return new Promise((resolve) => {
			const timer = setTimeout(() => this.wake(), ms);
			this.#finish = () => {
				clearTimeout(timer);
				this.#finish = null;
				resolve();
			};
		});
	}

	wake(): void {
		if (this.#finish) this.#finish();
		else this.#woken = true;
	}

	end(): void {
		this.ended = true;
		this.wake();
	}
}
