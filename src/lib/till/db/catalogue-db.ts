import Dexie, { type EntityTable, type Table } from 'dexie';
import type { Change } from '$lib/contract/sync/pull';
import { changed, findEntry, toParts, type CardPart, type CardsState, type IndexedCard } from '../catalogue/card-index';
import { hashOf, placesOf, type CodePlaces } from '../catalogue/codes';
import type { CatalogueRecord, CatalogueState, CatalogueStore, Chunk, RecordKind } from '../catalogue/store';

/** The second, relaxed database: everything in it can be pulled again. */
export class CatalogueDb extends Dexie {
	declare chunks: EntityTable<Chunk, 'no'>;
	declare records: Table<CatalogueRecord, [string, string]>;
	declare state: EntityTable<CatalogueState, 'key'>;
	declare places: EntityTable<CodePlaces, 'no'>;
	declare cards: EntityTable<CardPart, 'no'>;
	declare cardsState: EntityTable<CardsState, 'key'>;

	constructor(name = 'tillit-catalogue') {
		super(name, { chromeTransactionDurability: 'relaxed' });
		this.version(1).stores({ chunks: 'no', records: '[kind+key], kind', state: 'key' });
		// 2: a code is found without reading all goods.
		this.version(2)
			.stores({ places: 'no' })
			.upgrade(async (step) => {
				const chunks = await step.table<Chunk>('chunks').where('no').aboveOrEqual(0).toArray();
				await step.table('places').bulkPut(chunks.map(({ no, products }) => placesOf(no, products)));
			});
		// 3: cards are known by an index without names; what was pulled with names goes.
		this.version(3)
			.stores({ cards: 'no', cardsState: 'key' })
			.upgrade(async (step) => {
				await step.table('records').where('kind').equals('member_card').delete();
			});
	}
}

/** 100,000 products in 64 records of some 1,600: a delta rewrites one in a few milliseconds, a start reads all at once. */
export const chunkCount = 64;

export function chunkOf(productId: string): number {
	return hashOf(productId) % chunkCount;
}

type ProductChange = Extract<Change, { kind: 'product' }>;
type RecordChange = Exclude<Change, ProductChange>;

export class DexieCatalogueStore implements CatalogueStore {
	constructor(private readonly db: CatalogueDb) {}

	async state(): Promise<CatalogueState | null> {
		return (await this.db.state.get('state')) ?? null;
	}

	begin(generation: number): Promise<CatalogueState> {
		return this.db.transaction('rw', this.db.state, this.db.chunks, async () => {
			const former = await this.db.state.get('state');
			await this.db.chunks.where('no').below(0).delete();
			const state: CatalogueState = {
				key: 'state',
				generation,
				cursor: 0,
				loading: { after: '', page: 0, loaded: 0, total: 0 },
				complete: former?.complete ?? false,
				load: (former?.load ?? 0) + 1
			};
			await this.db.state.put(state);
			return state;
		});
	}

	addPage(changes: readonly Change[], next: CatalogueState): Promise<void> {
		return this.db.transaction('rw', this.db.tables, async () => {
			const { products, records } = split(changes);
			const page = products.flatMap((change) => (change.data ? [change.data] : []));
			if (page.length > 0) await this.db.chunks.put({ no: -(next.loading?.page ?? 1), products: page });
			await this.putRecords(records, next.load);
			await this.db.state.put(next);
		});
	}

	finish(next: CatalogueState): Promise<void> {
		return this.db.transaction('rw', this.db.tables, async () => {
			const pages = await this.db.chunks.where('no').below(0).toArray();
			const chunks = byChunk(
				pages.flatMap((page) => page.products),
				(product) => product.id
			);
			await this.db.chunks.clear();
			await this.db.chunks.bulkPut([...chunks].map(([no, products]) => ({ no, products })));
			await this.db.places.clear();
			await this.db.places.bulkPut([...chunks].map(([no, products]) => placesOf(no, products)));
			await this.db.records.filter((record) => record.load !== next.load).delete();
			await this.db.state.put(next);
		});
	}

	apply(changes: readonly Change[], next: CatalogueState): Promise<number[]> {
		return this.db.transaction('rw', this.db.tables, async () => {
			const { products, records } = split(changes);
			const touched = byChunk(products, (change) => change.key);
			for (const [no, ofChunk] of touched) await this.rewrite(no, ofChunk);
			await this.putRecords(records, next.load);
			await this.db.state.put(next);
			return [...touched.keys()];
		});
	}

	private async rewrite(no: number, changes: readonly ProductChange[]): Promise<void> {
		const byId = new Map((await this.db.chunks.get(no))?.products.map((product) => [product.id, product]));
		for (const { key, data } of changes) {
			if (data) byId.set(key, data);
			else byId.delete(key);
		}
		const products = [...byId.values()];
		await this.db.chunks.put({ no, products });
		await this.db.places.put(placesOf(no, products));
	}

	private async putRecords(changes: readonly RecordChange[], load: number): Promise<void> {
		for (const { kind, key, data } of changes) {
			if (data) await this.db.records.put({ kind, key, load, data });
			else await this.db.records.delete([kind, key]);
		}
	}

	async chunks(nos?: readonly number[]): Promise<Chunk[]> {
		if (nos) return (await this.db.chunks.bulkGet([...nos])).flatMap((chunk) => (chunk ? [chunk] : []));
		return inUse(await this.db.chunks.toArray(), ({ no }) => no);
	}

	async chunkNos(): Promise<number[]> {
		return inUse(await this.db.chunks.toCollection().primaryKeys(), (no) => no);
	}

	places(): Promise<CodePlaces[]> {
		return this.db.places.toArray();
	}

	records(kind: RecordKind): Promise<CatalogueRecord[]> {
		return this.db.records.where('kind').equals(kind).toArray();
	}

	async record(kind: RecordKind, key: string): Promise<CatalogueRecord | null> {
		return (await this.db.records.get([kind, key])) ?? null;
	}

	async cardsState(): Promise<CardsState | null> {
		return (await this.db.cardsState.get('cards')) ?? null;
	}

	async putCards(entries: Uint8Array<ArrayBuffer>, next: CardsState, whole: boolean): Promise<void> {
		const parts = toParts(entries);
		await this.db.transaction('rw', this.db.cards, this.db.cardsState, async () => {
			if (whole) {
				await this.db.cards.clear();
				await this.db.cards.bulkPut(parts);
			} else {
				for (const part of parts) await this.changeCards(part);
			}
			await this.db.cardsState.put(next);
		});
	}

	private async changeCards({ no, entries }: CardPart): Promise<void> {
		const former = (await this.db.cards.get(no))?.entries ?? new Uint8Array();
		await this.db.cards.put({ no, entries: changed(former, entries) });
	}

	async card(hmac: Uint8Array<ArrayBuffer>): Promise<IndexedCard | null> {
		const [part, state] = await Promise.all([this.db.cards.get(hmac[0] ?? 0), this.cardsState()]);
		return part && state ? findEntry(part.entries, hmac, state.tiers) : null;
	}

	async clear(): Promise<void> {
		await this.db.transaction('rw', this.db.tables, async () => {
			for (const table of this.db.tables) await table.clear();
		});
	}
}

/** While a replacement loads, the former catalogue stays in use; the very first load is used as it arrives. */
function inUse<T>(chunks: T[], noOf: (chunk: T) => number): T[] {
	return chunks.some((chunk) => noOf(chunk) >= 0) ? chunks.filter((chunk) => noOf(chunk) >= 0) : chunks;
}

function byChunk<T>(items: readonly T[], idOf: (item: T) => string): Map<number, T[]> {
	const chunks = new Map<number, T[]>();
	for (const item of items) {
		const no = chunkOf(idOf(item));
		const chunk = chunks.get(no);
		if (chunk) chunk.push(item);
		else chunks.set(no, [item]);
	}
	return chunks;
}

function split(changes: readonly Change[]): { products: ProductChange[]; records: RecordChange[] } {
	const products: ProductChange[] = [];
	const records: RecordChange[] = [];
	for (const change of changes) {
		if (change.kind === 'product') products.push(change);
		else records.push(change);
	}
	return { products, records };
}
