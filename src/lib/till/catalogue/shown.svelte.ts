import type { ProductRecord } from '$lib/contract/sync/pull';
import type { ProductCatalogue } from './catalogue';
import type { GoodsReader } from './goods-reader';
import type { House } from './house.svelte';

/** The catalogue as screens see it: whatever they ask is asked again when goods changed. */
export class ShownCatalogue {
	#version = $state(0);

	constructor(
		private readonly goods: ProductCatalogue,
		private readonly reader: GoodsReader,
		private readonly house: House
	) {}

	changed(): void {
		this.#version++;
	}

	/** How far the first load is; `null` once it is complete. */
	get loading() {
		return this.house.loading;
	}

	get #goods(): ProductCatalogue {
		void this.#version;
		return this.goods;
	}

	/** Whether all goods are in memory: shelves and search know only those. */
	get isWhole(): boolean {
		void this.#version;
		return this.reader.isWhole;
	}

	/** Brings into memory what has one of the codes; nothing to wait for once all is there. */
	reach(codes: readonly string[]): Promise<void> {
		return this.reader.reach(codes);
	}

	get count(): number {
		return this.#goods.count;
	}

	byId(id: string): ProductRecord | undefined {
		return this.#goods.byId(id);
	}

	byCode(code: string): ProductRecord | undefined {
		return this.#goods.byCode(code);
	}

	search(text: string, limit: number): ProductRecord[] {
		return this.#goods.search(text, limit);
	}

	favourites(): ProductRecord[] {
		return this.#goods.favourites();
	}

	inGroup(groupId: string | null): ProductRecord[] {
		return this.#goods.inGroup(groupId);
	}
}
