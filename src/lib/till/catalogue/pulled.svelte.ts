/** What the till pulled, live: settings, people, groups, taxes and goods, read again whenever a round of sync changed them. */
import type { OfferRecord } from '$lib/contract/sync/offers';
import type { GroupRecord, StaffRecord, StoreSettings, TaxRateRecord } from '$lib/contract/sync/pull';
import { compileOffers } from '$lib/domain/offers/compile';
import { ProductCatalogue } from './catalogue';
import { GoodsReader } from './goods-reader';
import { Indexer } from './indexer';
import { ShownCatalogue } from './shown.svelte';
import type { CatalogueStore, RecordKind } from './store';

export class Pulled {
	settings = $state.raw<StoreSettings | null>(null);
	groups = $state.raw<GroupRecord[]>([]);
	taxRates = $state.raw<TaxRateRecord[]>([]);
	staff = $state.raw<StaffRecord[]>([]);
	offers = $state.raw(compileOffers([]));
	/** What the server sent and this version of the app cannot read yet. */
	unread = $state.raw<readonly string[]>([]);
	readonly goods = new ProductCatalogue();
	readonly #reader: GoodsReader;
	readonly catalogue: ShownCatalogue;
	readonly #indexer = new Indexer((index) => {
		this.goods.takeIndex(index);
		this.catalogue.changed();
	});

	/** `heard`: after everything small was read. */
	constructor(
		private readonly store: CatalogueStore,
		private readonly heard: () => void
	) {
		this.#reader = new GoodsReader(store, this.goods);
		this.catalogue = new ShownCatalogue(this.goods, this.#reader);
	}

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
		if (chunks === 'all') await this.#reader.readAll();
		else await this.#reader.readChunks(chunks);
		await this.readHouse();
		if (this.goods.needsIndex && !this.catalogue.loading) this.#indexer.build();
	}

	/** All but the goods: with it, and the places of codes, the till is ready for its first scan. */
	async readHouse(): Promise<void> {
		const [state, settings, groups, taxRates, staff, offers] = await Promise.all([
			this.store.state(),
			this.list<StoreSettings>('settings'),
			this.list<GroupRecord>('group'),
			this.list<TaxRateRecord>('tax_rate'),
			this.list<StaffRecord>('staff'),
			this.list<OfferRecord>('offer'),
			this.#reader.readPlaces()
		]);
		this.settings = settings[0] ?? null;
		this.groups = groups.sort((a, b) => a.sort - b.sort);
		this.taxRates = taxRates.sort((a, b) => a.letter.localeCompare(b.letter));
		this.staff = staff.sort((a, b) => a.name.localeCompare(b.name));
		this.#compile(offers);
		this.unread = state?.unread?.kinds ?? [];
		const loading = state?.complete ? null : state?.loading;
		this.catalogue.loading = loading ? { done: loading.loaded, total: loading.total } : null;
		this.catalogue.changed();
		this.heard();
	}

	/** Once a change: everything small is read again with every chunk of goods. */
	#compile(offers: OfferRecord[]): void {
		const known = this.offers.offers.map(({ offer }) => offer);
		const isKnown = (one: OfferRecord) => known.some(({ id, version }) => id === one.id && version === one.version);
		if (offers.length !== known.length || !offers.every(isKnown)) this.offers = compileOffers(offers);
	}

	/** The kind says the shape: the contract's schema let nothing else in. */
	private async list<T>(kind: RecordKind): Promise<T[]> {
		return (await this.store.records(kind)).map((record) => record.data as T);
	}
}
