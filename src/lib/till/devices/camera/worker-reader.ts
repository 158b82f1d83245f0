import type { CodeReader, EngineName, FoundCode, ReadMode, WorkerAnswer, WorkerRequest } from './reader';

/** An engine in a worker, so that the page never waits for a picture. */
export class WorkerReader implements CodeReader {
	readonly engine: EngineName;
	readonly #worker: Worker;
	readonly #waiting = new Map<number, (codes: FoundCode[]) => void>();
	#nextId = 1;

	private constructor(engine: EngineName, worker: Worker) {
		this.engine = engine;
		this.#worker = worker;
		worker.addEventListener('message', ({ data }: MessageEvent<WorkerAnswer>) => {
			if (data.kind !== 'codes') return;
			this.#waiting.get(data.id)?.(data.codes);
			this.#waiting.delete(data.id);
		});
	}

	/** Resolves when the engine is ready to read; rejects with the reason when it cannot start. */
	static start(engine: EngineName, worker: Worker, wasmUrl: string | null): Promise<WorkerReader> {
		return new Promise((resolve, reject) => {
			const fail = (reason: string) => {
				worker.terminate();
				reject(new Error(reason));
			};
			worker.addEventListener('error', (event) => fail(event.message || 'the worker did not start'));
			worker.addEventListener('message', ({ data }: MessageEvent<WorkerAnswer>) => {
				if (data.kind === 'ready') resolve(new WorkerReader(engine, worker));
				if (data.kind === 'failed') fail(data.reason);
			});
			worker.postMessage({ kind: 'start', wasmUrl } satisfies WorkerRequest);
		});
	}

	read(frame: ImageBitmap, mode: ReadMode): Promise<FoundCode[]> {
		const id = this.#nextId++;
		return new Promise((resolve) => {
			this.#waiting.set(id, resolve);
			this.#worker.postMessage({ kind: 'read', id, frame, mode } satisfies WorkerRequest, [frame]);
		});
	}

	close(): void {
		this.#worker.terminate();
		for (const resolve of this.#waiting.values()) resolve([]);
		this.#waiting.clear();
	}
}
