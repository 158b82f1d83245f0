import type { RemovedLine } from '$lib/domain/basket/lines';

export const undoMs = 6000;

/** Lines that were taken out, for the six seconds in which they can come back. */
export class Removals {
	#rows = $state.raw<readonly RemovedLine[]>([]);
	readonly #restore: (removed: RemovedLine) => void;

	constructor(restore: (removed: RemovedLine) => void) {
		this.#restore = restore;
	}

	get rows(): readonly RemovedLine[] {
		return this.#rows;
	}

	add(removed: RemovedLine): void {
		this.#rows = [...this.#rows, removed];
		setTimeout(() => this.#drop(removed), undoMs);
	}

	undo(removed: RemovedLine): void {
		if (!this.#rows.includes(removed)) return;
		this.#drop(removed);
		this.#restore(removed);
	}

	undoLast(): void {
		const last = this.#rows.at(-1);
		if (last) this.undo(last);
	}

	/** Another basket is open now: what was removed from the former one stays removed. */
	forget(): void {
		this.#rows = [];
	}

	#drop(removed: RemovedLine): void {
		this.#rows = this.#rows.filter((row) => row !== removed);
	}
}
