import type { SearchIndex } from './search-index';

/** A start needs the processor itself, and changes come in bursts: one index after them is enough. */
const restMs = 1_500;

/** The worker that builds a large catalogue's search index; made when it is first needed. */
export class Indexer {
	private worker: Worker | null = null;
	private timer: ReturnType<typeof setTimeout> | undefined;

	constructor(private readonly done: (index: SearchIndex) => void) {}

	build(): void {
		clearTimeout(this.timer);
		this.timer = setTimeout(() => this.ask(), restMs);
	}

	private ask(): void {
		if (!this.worker) {
			this.worker = new Worker(new URL('./index-worker.ts', import.meta.url), { type: 'module' });
			this.worker.onmessage = (event: MessageEvent<SearchIndex>) => this.done(event.data);
		}
		this.worker.postMessage('build');
	}
}
