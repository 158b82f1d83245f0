import { OnceFilter } from './once-filter';
import type { CodeReader } from './reader';

/** Every third frame is read thoroughly. */
const fullEvery = 3;
const keptTimes = 60;

export type ReadTimes = { engine: string; medianMs: number; frames: number };

/** Frames of a video through a reader, one at a time: a new frame is only taken after the answer to the last. */
export class ScanLoop {
	readonly #video: HTMLVideoElement;
	readonly #reader: CodeReader;
	readonly #oncode: (text: string) => void;
	readonly #nowMs: () => number;
	readonly #filter = new OnceFilter();
	#times: number[] = [];
	#frames = 0;
	#running = true;

	constructor(
		video: HTMLVideoElement,
		reader: CodeReader,
		oncode: (text: string) => void,
		nowMs: () => number = () => performance.now()
	) {
		this.#video = video;
		this.#reader = reader;
		this.#oncode = oncode;
		this.#nowMs = nowMs;
		void this.#run();
	}

	get times(): ReadTimes {
		const sorted = [...this.#times].sort((a, b) => a - b);
		return { engine: this.#reader.engine, medianMs: sorted[sorted.length >> 1] ?? 0, frames: this.#frames };
	}

	stop(): void {
		this.#running = false;
	}

	async #run(): Promise<void> {
		while (this.#running) {
			await this.#nextFrame();
			if (!this.#running || this.#video.videoWidth === 0) continue;
			const startMs = this.#nowMs();
			const frame = await createImageBitmap(this.#video).catch(() => null);
			if (!frame) continue;
			const mode = this.#frames % fullEvery === fullEvery - 1 ? 'full' : 'fast';
			const codes = await this.#reader.read(frame, mode);
			this.#frames += 1;
			this.#times = [...this.#times.slice(1 - keptTimes), this.#nowMs() - startMs];
			if (!this.#running) return;
			for (const text of this.#filter.frame(codes, this.#nowMs())) this.#oncode(text);
		}
	}

	#nextFrame(): Promise<void> {
		return new Promise((resolve) => {
			// A hidden or stalled video gives no frames; looking again now and then lets `stop` be noticed.
			const timer = setTimeout(resolve, 250);
			const done = () => {
				clearTimeout(timer);
				resolve();
			};
			if ('requestVideoFrameCallback' in this.#video) this.#video.requestVideoFrameCallback(done);
			else requestAnimationFrame(done);
		});
	}
}
