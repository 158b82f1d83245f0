/** When to sync: after each event, at the start, when the network or the page comes back, and every now and then. */
import { sleep, type Ports } from '../ports';
import type { RunContext, SyncOutcome } from './run';

/** Asks the service worker; whether it took the work over. */
export type AskWorker = (urgent: boolean) => Promise<boolean>;

const restMs = 15_000;
const workerWaitMs = 3_000;
/** The page is only the worker's stand-in: what it needs for that comes behind the first screen. */
const runHere = () => import('./run');

export class SyncLoop {
	private stopped = true;
	private cancel: () => void = () => undefined;
	private running: Promise<void> | null = null;
	private again = false;

	constructor(
		private readonly context: RunContext,
		private readonly askWorker: AskWorker | null,
		/** What only a page can do afterwards: open epochs, drop copies, end a device. */
		private readonly afterwards: () => Promise<void>
	) {}

	start(): void {
		this.stopped = false;
		this.kick(true);
	}

	stop(): void {
		this.stopped = true;
		this.cancel();
	}

	/** Now, or right after the round that is under way. */
	kick(urgent: boolean): void {
		if (this.stopped) return;
		if (this.running) {
			this.again = true;
			return;
		}
		this.cancel();
		this.running = this.round(urgent).finally(() => {
			this.running = null;
			const again = this.again;
			this.again = false;
			if (again) this.kick(true);
			else this.rest();
		});
	}

	/** One whole round, for a button and for tests. */
	async now(): Promise<SyncOutcome> {
		const outcome = await (await runHere()).syncOnce(this.context, true);
		await this.afterwards();
		return outcome;
	}

	private async round(urgent: boolean): Promise<void> {
		try {
			const taken = await this.handOver(urgent);
			if (!taken) await (await runHere()).syncOnce(this.context, urgent);
			await this.afterwards();
		} catch {
			// The database may be closing; the next round tries again, and the status page shows what waits.
		}
	}

	private handOver(urgent: boolean): Promise<boolean> {
		if (!this.askWorker) return Promise.resolve(false);
		const late = sleep(this.context.ports.clock, workerWaitMs).then(() => false);
		return Promise.race([this.askWorker(urgent).catch(() => false), late]);
	}

	private rest(): void {
		if (this.stopped) return;
		this.cancel = this.context.ports.clock.after(jitter(this.context.ports, restMs), () => this.kick(false));
	}
}

/** Between 80 and 120 %. */
function jitter({ random }: Pick<Ports, 'random'>, delayMs: number): number {
	return Math.round(delayMs * (0.8 + (random.bytes(1)[0] ?? 0) / 640));
}
