import type { RemovedLine } from '$lib/domain/basket/lines';

export const undoMs = 6000;

type Row = { basketId: string; removed: RemovedLine };

/** Lines that were taken out, for the six seconds in which they can come back into the basket they were in. */
export class Removals {
	#all = $state.raw<readonly Row[]>([]);
	readonly #basketId: () => string;
	readonly #restore: (removed: RemovedLine) => void;

	constructor(basketId: () => string, restore: (removed: RemovedLine) => void) {
		this.#basketId = basketId;
		this.#restore = restore;
	}

	/** Those of the open basket: what was taken out of a former one stays out. */
	get rows(): readonly RemovedLine[] {
		const open = this.#basketId();
		return this.#all.filter(({ basketId }) => basketId === open).map(({ removed }) => removed);
	}

	add(removed: RemovedLine): void {
		this.#all = [...this.#all, { basketId: this.#basketId(), removed }];
		setTimeout(() => this.#drop(removed), undoMs);
	}

	undo(removed: RemovedLine): void {
		if (!this.rows.includes(removed)) return;
		this.#drop(removed);
		this.#restore(removed);
	}

	undoLast(): void {
		const last = this.rows.at(-1);
		if (last) this.undo(last);
	}

	#drop(removed: RemovedLine): void {
		this.#all = this.#all.filter((row) => row.removed !== removed);
	}
}
