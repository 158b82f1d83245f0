/** Goods by what is typed, asked of the server once typing rests. */
import type { ProductForSale } from '$lib/domain/basket/basket';
import type { LineFilter } from '$lib/domain/offers/offer';

const restMs = 150;

export class GoodsSearch {
	text = $state('');
	found = $state.raw<readonly ProductForSale[] | null>(null);
	failed = $state(false);
	#timer: ReturnType<typeof setTimeout> | undefined;
	#round = 0;

	type = (text: string): void => {
		this.text = text;
		clearTimeout(this.#timer);
		this.#round += 1;
		if (text.trim() === '') {
			this.found = null;
			return;
		}
		const round = this.#round;
		this.#timer = setTimeout(() => void this.#ask(text, round), restMs);
	};

	async #ask(text: string, round: number): Promise<void> {
		try {
			const response = await fetch(`/api/manage/goods?search=${encodeURIComponent(text)}`);
			if (!response.ok) throw new Error(String(response.status));
			const { goods } = (await response.json()) as { goods: ProductForSale[] };
			if (round !== this.#round) return;
			this.found = goods;
			this.failed = false;
		} catch {
			if (round === this.#round) this.failed = true;
		}
	}
}

/** Some goods that a filter may mean; null when the server does not answer. */
export async function findGoodsLike(filter: LineFilter): Promise<ProductForSale[] | null> {
	try {
		const headers = { 'content-type': 'application/json' };
		const response = await fetch('/api/manage/goods', { method: 'POST', headers, body: JSON.stringify(filter) });
		if (!response.ok) return null;
		return ((await response.json()) as { goods: ProductForSale[] }).goods;
	} catch {
		return null;
	}
}
