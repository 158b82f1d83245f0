/** A till's catalogue in memory: rows and cursor in one step, as the real store promises. */
import type { Change } from '$lib/contract/sync/pull';
import type { CatalogueState, CatalogueStore } from '$lib/till/catalogue/store';

export type GoodsDisk = {
	state: CatalogueState | null;
	rows: Map<string, { load: number; data: NonNullable<Change['data']> }>;
};

export function emptyGoods(): GoodsDisk {
	return { state: null, rows: new Map() };
}

export class MemoryCatalogue implements CatalogueStore {
	constructor(private readonly disk: GoodsDisk) {}

	async state(): Promise<CatalogueState | null> {
		return this.disk.state;
	}

	async begin(generation: number): Promise<CatalogueState> {
		const { complete = false, load = 0 } = this.disk.state ?? {};
		const loading = { after: '', page: 0, loaded: 0, total: 0 };
		return (this.disk.state = { key: 'state', generation, cursor: 0, loading, complete, load: load + 1 });
	}

	async addPage(changes: readonly Change[], next: CatalogueState): Promise<void> {
		this.put(changes, next);
	}

	async finish(next: CatalogueState): Promise<void> {
		for (const [key, { load }] of this.disk.rows) if (load !== next.load) this.disk.rows.delete(key);
		this.disk.state = next;
	}

	async apply(changes: readonly Change[], next: CatalogueState): Promise<number[]> {
		this.put(changes, next);
		return [];
	}

	private put(changes: readonly Change[], next: CatalogueState): void {
		for (const { key, data } of changes) {
			if (data) this.disk.rows.set(key, { load: next.load, data });
			else this.disk.rows.delete(key);
		}
		this.disk.state = next;
	}

	chunks = () => Promise.resolve([]);
	chunkNos = () => Promise.resolve([]);
	places = () => Promise.resolve([]);
	records = () => Promise.resolve([]);
	record = () => Promise.resolve(null);
	cardsState = () => Promise.resolve(null);
	putCards = () => Promise.resolve();
	card = () => Promise.resolve(null);

	async clear(): Promise<void> {
		Object.assign(this.disk, emptyGoods());
	}
}
