/** What a till fetched from the server and can fetch again: goods, people, settings. Rows and cursor move together. */
import type { Change, ProductRecord } from '$lib/contract/sync/pull';
import type { CardsState, IndexedCard } from './card-index';
import type { CodePlaces } from './codes';

export type CatalogueState = {
	key: 'state';
	/** The server's generation this catalogue belongs to. */
	generation: number;
	/** Position to pull from; what the snapshot's first page said while one is loading. */
	cursor: number;
	/** Set while a first load is under way: the key of its next page; `''` for the first. */
	loading: { after: string; page: number; loaded: number; total: number } | null;
	/** Whether a whole catalogue was ever loaded. */
	complete: boolean;
	/** Marks the rows of one load, so that what it did not name can go when it ends. */
	load: number;
	/** Kinds of which a newer server sent something this app could not read, and which reader that was. */
	unread?: { kinds: string[]; reader: number };
};

export type RecordKind = Exclude<Change['kind'], 'product'>;
export type CatalogueRecord = { kind: RecordKind; key: string; load: number; data: NonNullable<Change['data']> };
/** `no` ≥ 0: products by the hash of their id. `no` < 0: a page of a first load, until the load is complete. */
export type Chunk = { no: number; products: ProductRecord[] };

export interface CatalogueStore {
	state(): Promise<CatalogueState | null>;
	/** A new first load begins; what is there stays in use until it ends. */
	begin(generation: number): Promise<CatalogueState>;
	/** One page of a first load. The last one puts everything in its place. */
	addPage(changes: readonly Change[], next: CatalogueState): Promise<void>;
	finish(next: CatalogueState): Promise<void>;
	/** Changes of a pull; answers the numbers of the chunks that were rewritten. */
	apply(changes: readonly Change[], next: CatalogueState): Promise<number[]>;
	chunks(nos?: readonly number[]): Promise<Chunk[]>;
	/** Numbers of all that `chunks()` would answer. */
	chunkNos(): Promise<number[]>;
	/** By which codes the chunks can be found; none while the very first load is under way. */
	places(): Promise<CodePlaces[]>;
	records(kind: RecordKind): Promise<CatalogueRecord[]>;
	record(kind: RecordKind, key: string): Promise<CatalogueRecord | null>;
	/** What the index of cards stands at; null before it was ever loaded. */
	cardsState(): Promise<CardsState | null>;
	/** Entries in ascending order: all there are, or what changed. */
	putCards(entries: Uint8Array<ArrayBuffer>, next: CardsState, whole: boolean): Promise<void>;
	/** What the index says of a card by its keyed hash; null when it has none such. */
	card(hmac: Uint8Array<ArrayBuffer>): Promise<IndexedCard | null>;
	clear(): Promise<void>;
}
