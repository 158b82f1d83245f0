/** All goods in memory, found by whatever is scanned or typed. Filled from the chunks; a delta replaces only its chunk. */
import type { ProductRecord } from '$lib/contract/sync/pull';
import { keysFor, keysOf } from './codes';
import { buildIndex, fold, searchIndex, type SearchIndex } from './search-index';
import type { Chunk } from './store';

/** Up to here the index is built in the page, in a few milliseconds. */
const smallCatalogue = 2_000;

export class ProductCatalogue {
	private readonly chunks = new Map<number, readonly ProductRecord[]>();
	private ids = new Map<string, ProductRecord>();
	private codes = new Map<string, ProductRecord>();
	private index: SearchIndex | null = null;
	private readonly shelves = new Shelves();

	get count(): number {
		return this.ids.size;
	}

	/** Whether a worker should build the index of what is here now. */
	get needsIndex(): boolean {
		return this.index === null;
	}

	/** Takes chunks in. `whole`: what is not among them is gone. */
	take(chunks: readonly Chunk[], whole: boolean): void {
		if (whole) this.chunks.clear();
		const before = whole ? [] : chunks.flatMap(({ no }) => this.chunks.get(no) ?? []);
		for (const { no, products } of chunks) this.chunks.set(no, products);
		if (whole) {
			this.ids = new Map();
			this.codes = new Map();
			this.shelves.clear();
		} else before.forEach((product) => this.forget(product));
		for (const { products } of chunks) for (const product of products) this.add(product);
		this.index = this.count <= smallCatalogue ? buildIndex([...this.ids.values()]) : null;
	}

	takeIndex(index: SearchIndex): void {
		this.index = index;
	}

	private add(product: ProductRecord): void {
		this.ids.set(product.id, product);
		this.shelves.add(product);
		for (const key of keysOf(product)) this.codes.set(key, product);
	}

	private forget(product: ProductRecord): void {
		this.ids.delete(product.id);
		this.shelves.forget(product);
		for (const key of keysOf(product)) if (this.codes.get(key)?.id === product.id) this.codes.delete(key);
	}

	byId(id: string): ProductRecord | undefined {
		return this.ids.get(id);
	}

	/** By SKU, PLU or any length of a GTIN. */
	byCode(code: string): ProductRecord | undefined {
		for (const key of keysFor(code)) {
			const product = this.codes.get(key);
			if (product) return product;
		}
		return undefined;
	}

	/** An exact SKU or code first, then names that begin so, then every word by prefix; favourites before others. */
	search(text: string, limit: number): ProductRecord[] {
		const exact = this.byCode(text);
		const found = this.index ? searchIndex(this.index, text, limit) : this.scan(text, limit);
		const hits = found.flatMap((id) => (id === exact?.id ? [] : (this.ids.get(id) ?? [])));
		return (exact ? [exact, ...hits] : hits).slice(0, limit);
	}

	/** Until a large index is there: the plain way through, which is slower but finds the same names. */
	private scan(text: string, limit: number): string[] {
		const wanted = text.trim().toLowerCase();
		const hits: string[] = [];
		if (wanted === '') return hits;
		for (const { id, name } of this.ids.values()) {
			if (name.toLowerCase().includes(wanted) && hits.push(id) >= limit) break;
		}
		return hits;
	}

	favourites(): ProductRecord[] {
		return this.shelves.of(this.ids, favouriteShelf);
	}

	/** `null`: what has no group. */
	inGroup(groupId: string | null): ProductRecord[] {
		return this.shelves.of(this.ids, groupId ?? ungroupedShelf);
	}
}

const favouriteShelf = '*';
const ungroupedShelf = '-';

/**
 * Goods by group and the favourites, in order of name. Nothing is sorted before somebody looks, and a change sorts only
 * its own groups anew: the selling page asks for all of them whenever anything changed.
 */
class Shelves {
	private goods: Map<string, Map<string, ProductRecord>> | null = null;
	private readonly sorted = new Map<string, ProductRecord[]>();

	clear(): void {
		this.goods = null;
		this.sorted.clear();
	}

	add(product: ProductRecord): void {
		if (this.goods) this.put(this.goods, product);
	}

	forget(product: ProductRecord): void {
		for (const shelf of shelvesOf(product)) {
			this.goods?.get(shelf)?.delete(product.id);
			this.sorted.delete(shelf);
		}
	}

	of(all: ReadonlyMap<string, ProductRecord>, shelf: string): ProductRecord[] {
		const known = this.sorted.get(shelf);
		if (known) return known;
		const products = byName([...(this.filled(all).get(shelf)?.values() ?? [])]);
		this.sorted.set(shelf, products);
		return products;
	}

	private filled(all: ReadonlyMap<string, ProductRecord>): Map<string, Map<string, ProductRecord>> {
		if (this.goods) return this.goods;
		const goods = (this.goods = new Map<string, Map<string, ProductRecord>>());
		for (const product of all.values()) this.put(goods, product);
		return goods;
	}

	private put(goods: Map<string, Map<string, ProductRecord>>, product: ProductRecord): void {
		for (const shelf of shelvesOf(product)) {
			const there = goods.get(shelf);
			if (there) there.set(product.id, product);
			else goods.set(shelf, new Map([[product.id, product]]));
			this.sorted.delete(shelf);
		}
	}
}

function shelvesOf({ groupId, favourite }: ProductRecord): string[] {
	return [groupId ?? ungroupedShelf, ...(favourite ? [favouriteShelf] : [])];
}

/** By folded names: comparing them plainly is some thirty times faster than by the rules of a language. */
function byName(products: ProductRecord[]): ProductRecord[] {
	const named = products.map((product) => ({ product, name: fold(product.name) }));
	named.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
	return named.map(({ product }) => product);
}
