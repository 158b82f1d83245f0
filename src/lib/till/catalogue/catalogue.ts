/** All goods in memory, found by whatever is scanned or typed. Filled from the chunks; a delta replaces only its chunk. */
import type { ProductRecord } from '$lib/contract/sync/pull';
import { toGtin14 } from '$lib/domain/code/gtin';
import { buildIndex, searchIndex, type SearchIndex } from './search-index';
import type { Chunk } from './store';

/** Up to here the index is built in the page, in a few milliseconds. */
const smallCatalogue = 2_000;

export class ProductCatalogue {
	private readonly chunks = new Map<number, readonly ProductRecord[]>();
	private ids = new Map<string, ProductRecord>();
	private codes = new Map<string, ProductRecord>();
	private index: SearchIndex | null = null;

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
		} else before.forEach((product) => this.forget(product));
		for (const { products } of chunks) for (const product of products) this.add(product);
		this.index = this.count <= smallCatalogue ? buildIndex([...this.ids.values()]) : null;
	}

	takeIndex(index: SearchIndex): void {
		this.index = index;
	}

	private add(product: ProductRecord): void {
		this.ids.set(product.id, product);
		for (const key of keysOf(product)) this.codes.set(key, product);
	}

	private forget(product: ProductRecord): void {
		this.ids.delete(product.id);
		for (const key of keysOf(product)) if (this.codes.get(key)?.id === product.id) this.codes.delete(key);
	}

	byId(id: string): ProductRecord | undefined {
		return this.ids.get(id);
	}

	/** By SKU, PLU or any length of a GTIN. */
	byCode(code: string): ProductRecord | undefined {
		const typed = code.trim();
		const gtin14 = toGtin14(typed);
		return (
			this.codes.get(typed.toLowerCase()) ??
			(gtin14 === null ? undefined : this.codes.get(gtin14)) ??
			(/^\d{8,13}$/.test(typed) ? this.codes.get(typed.padStart(14, '0')) : undefined)
		);
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
		return byName([...this.ids.values()].filter((product) => product.favourite));
	}

	inGroup(groupId: string): ProductRecord[] {
		return byName([...this.ids.values()].filter((product) => product.groupId === groupId));
	}
}

function keysOf({ sku, codes }: ProductRecord): string[] {
	return [sku.toLowerCase(), ...codes.flatMap((code) => [code.toLowerCase(), toGtin14(code) ?? code])];
}

function byName(products: ProductRecord[]): ProductRecord[] {
	return products.sort((a, b) => a.name.localeCompare(b.name));
}
