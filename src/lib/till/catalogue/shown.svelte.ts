import type { ProductRecord } from '$lib/contract/sync/pull';
import type { ProductCatalogue } from './catalogue';

/** The catalogue as screens see it: whatever they ask is asked again when goods changed. */
export class ShownCatalogue {
	#version = $state(0);
	loading = $state.raw<{ done: number; total: number } | null>(null);

	constructor(private readonly goods: ProductCatalogue) {}

	changed(): void {
		this.#version++;
	}

	get #goods(): ProductCatalogue {
		void this.#version;
		return this.goods;
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
