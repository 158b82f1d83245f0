/** The page's end of the worker that writes the journal's copy. */
import type { Clock } from '../ports';
import type { CopyHead, CopyLine, CopyOrigin, JournalCopies } from './copies';

export type CopyCall =
	| { kind: 'write'; origin: CopyOrigin; lines: readonly CopyLine[] }
	| { kind: 'heads' }
	| { kind: 'read'; deviceId: string; epoch: number; fromSeq: number }
	| { kind: 'drop'; deviceId: string; epoch: number; throughSeq: number };

export type CopyAnswer = { no: number; ok: boolean; value: void | CopyHead[] | CopyLine[]; reason?: string };

type Waiting = { resolve: (value: never) => void; reject: (error: Error) => void };

/** A worker that hangs must not hang the sync with it. */
const answerWaitMs = 30_000;

export class WorkerCopies implements JournalCopies {
	private readonly waiting = new Map<number, Waiting>();
	private no = 0;
	private dead: Error | null = null;

	constructor(
		private readonly worker: Worker,
		private readonly clock: Clock
	) {
		worker.onmessage = (event: MessageEvent<CopyAnswer>) => this.hear(event.data);
		worker.onerror = () => this.end(new Error('the worker of the copy ended'));
	}

	private hear({ no, ok, value, reason }: CopyAnswer): void {
		const waiting = this.waiting.get(no);
		this.waiting.delete(no);
		if (ok) waiting?.resolve(value as never);
		else waiting?.reject(new Error(reason));
	}

	private end(error: Error): void {
		this.dead = error;
		for (const { reject } of this.waiting.values()) reject(error);
		this.waiting.clear();
	}

	private ask<T>(call: CopyCall): Promise<T> {
		if (this.dead) return Promise.reject(this.dead);
		return new Promise<T>((resolve, reject) => {
			const no = ++this.no;
			const cancel = this.clock.after(answerWaitMs, () => {
				if (this.waiting.delete(no)) reject(new Error('the worker of the copy does not answer'));
			});
			this.waiting.set(no, {
				resolve: (value) => (cancel(), resolve(value)),
				reject: (error) => (cancel(), reject(error))
			});
			this.worker.postMessage({ no, call });
		});
	}

	write(origin: CopyOrigin, lines: readonly CopyLine[]): Promise<void> {
		return this.ask({ kind: 'write', origin, lines });
	}

	heads(): Promise<CopyHead[]> {
		return this.ask({ kind: 'heads' });
	}

	read(deviceId: string, epoch: number, fromSeq: number): Promise<CopyLine[]> {
		return this.ask({ kind: 'read', deviceId, epoch, fromSeq });
	}

	drop(deviceId: string, epoch: number, throughSeq: number): Promise<void> {
		return this.ask({ kind: 'drop', deviceId, epoch, throughSeq });
	}
}

/** The copies of this browser, or null where it has no OPFS: then the journal has two witnesses, and says so. */
export function openCopies(clock: Clock): JournalCopies | null {
	const { storage } = navigator as Partial<Navigator>;
	if (typeof Worker === 'undefined' || typeof storage?.getDirectory !== 'function') return null;
	try {
		return new WorkerCopies(new Worker(new URL('./opfs-worker.ts', import.meta.url), { type: 'module' }), clock);
	} catch {
		return null;
	}
}
