/** What the till pulled, live: settings, people, groups, taxes and goods, read again whenever a round of sync changed them. */
import type { GroupRecord, StaffRecord, StoreSettings, TaxRateRecord } from '$lib/contract/sync/pull';
import { ProductCatalogue } from './catalogue';
import { Indexer } from './indexer';
import { ShownCatalogue } from './shown.svelte';
import type { CatalogueStore, RecordKind } from './store';

export class Pulled {
	settings = $state.raw<StoreSettings | null>(null);
	groups = $state.raw<GroupRecord[]>([]);
	taxRates = $state.raw<TaxRateRecord[]>([]);
	staff = $state.raw<StaffRecord[]>([]);
	readonly goods = new ProductCatalogue();
	readonly catalogue = new ShownCatalogue(this.goods);
	readonly #indexer = new Indexer((index) => {
		this.goods.takeIndex(index);
		this.catalogue.changed();
	});

	constructor(private readonly store: CatalogueStore) {}

	#wanted: number[] | 'all' | null = null;
	#reading: Promise<void> | null = null;

	/**
	 * Takes in the chunks that changed, and everything small. One read at a time; what is asked for meanwhile is read in one
	 * go, because every page of a first load asks for all there is.
	 */
	read(chunks: number[] | 'all'): Promise<void> {
		const before = this.#wanted ?? [];
		if (before === 'all' || chunks === 'all') this.#wanted = 'all';
		else this.#wanted = [...before, ...chunks.filter((no) => !before.includes(no))];
		return (this.#reading ??= this.#readWanted().finally(() => (this.#reading = null)));
	}

	async #readWanted(): Promise<void> {
		while (this.#wanted) {
			const chunks = this.#wanted;
			this.#wanted = null;
			await this.#readNow(chunks);
		}
	}

	async #readNow(chunks: number[] | 'all'): Promise<void> {
		const whole = chunks === 'all';
		const [read, state] = await Promise.all([this.store.chunks(whole ? undefined : chunks), this.store.state()]);
		this.goods.take(read, whole);
		const [settings] = await this.list<StoreSettings>('settings');
		this.settings = settings ?? null;
		this.groups = (await this.list<GroupRecord>('group')).sort((a, b) => a.sort - b.sort);
		this.taxRates = await this.list<TaxRateRecord>('tax_rate');
		this.staff = (await this.list<StaffRecord>('staff')).sort((a, b) => a.name.localeCompare(b.name));
		const loading = state?.complete ? null : state?.loading;
		this.catalogue.loading = loading ? { done: loading.loaded, total: loading.total } : null;
		this.catalogue.changed();
		if (this.goods.needsIndex && !loading) this.#indexer.build();
	}

	/** The kind says the shape: the contract's schema let nothing else in. */
	private async list<T>(kind: RecordKind): Promise<T[]> {
		return (await this.store.records(kind)).map((record) => record.data as T);
	}
}
