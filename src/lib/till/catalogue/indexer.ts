import type { SearchIndex } from './search-index';

/** The worker that builds a large catalogue's search index; made when it is first needed. */
export class Indexer {
	private worker: Worker | null = null;

	constructor(private readonly done: (index: SearchIndex) => void) {}

	build(): void {
		if (!this.worker) {
			this.worker = new Worker(new URL('./index-worker.ts', import.meta.url), { type: 'module' });
			this.worker.onmessage = (event: MessageEvent<SearchIndex>) => this.done(event.data);
		}
		this.worker.postMessage('build');
	}
}
