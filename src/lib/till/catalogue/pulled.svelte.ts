/** What the till pulled, live: the house, its offers and the goods, read again whenever a round of sync changed them. */
import type { OfferRecord } from '$lib/contract/sync/offers';
import { ownOffers } from '../rewards/own-offers';
import { compileOffers } from '$lib/domain/offers/compile';
import { ProductCatalogue } from './catalogue';
import { GoodsReader } from './goods-reader';
import type { House } from './house.svelte';
import { Indexer } from './indexer';
import { ShownCatalogue } from './shown.svelte';
import type { CatalogueStore } from './store';

const couponsOf = (offers: readonly OfferRecord[]) => compileOffers(offers).coupons;

export class Pulled {
	offers = $state.raw(compileOffers([]));
	readonly goods = new ProductCatalogue();
	readonly #reader: GoodsReader;
	readonly catalogue: ShownCatalogue;
	readonly #indexer = new Indexer((index) => {
		this.goods.takeIndex(index);
		this.catalogue.changed();
	});

	/** `heard`: after everything small was read. */
	constructor(
		store: CatalogueStore,
		private readonly house: House,
		private readonly heard: () => void
	) {
		this.#reader = new GoodsReader(store, this.goods);
		this.catalogue = new ShownCatalogue(this.goods, this.#reader, house);
	}

	get settings() {
		return this.house.settings;
	}
	get taxRates() {
		return this.house.taxRates;
	}
	get staff() {
		return this.house.staff;
	}

	/** With the house, and the places of codes, the till is ready for its first scan. */
	async open(): Promise<void> {
		await this.#reader.readPlaces();
		this.#takeHouse();
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
		await Promise.all([this.house.read(), this.#reader.readPlaces()]);
		this.#takeHouse();
		if (this.goods.needsIndex && !this.catalogue.loading) this.#indexer.build();
	}

	/** What `offers` was made of. */
	#mark = '';

	#takeHouse(): void {
		this.#compile(this.house.offers);
		this.catalogue.changed();
		this.heard();
	}

	/**
	 * Once a change: everything small is read again with every chunk of goods. What another system keeps, that system gives;
	 * the codes for it are known all the same, because they go there with the sale.
	 */
	#compile(all: readonly OfferRecord[]): void {
		const own = ownOffers(all, this.settings);
		const mark = [own.length, ...all.map(({ id, version }) => `${id} ${String(version)}`)].join();
		if (mark === this.#mark) return;
		this.#mark = mark;
		this.offers = own.length === all.length ? compileOffers(all) : { ...compileOffers(own), coupons: couponsOf(all) };
	}
}
