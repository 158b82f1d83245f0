export interface Toast {
	readonly id: number;
	readonly text: string;
	/** Takes back what the toast tells of. */
	readonly onundo?: () => void;
	/** Whether there is still something to take back; without it, there is. */
	readonly stands?: () => boolean;
}

export const TOAST_MS = 6000;

/**
 * One toast at a time, for six seconds; a new one replaces the old. Pointing at it keeps it, but not once what it would take
 * back was overtaken.
 */
export class Toaster {
	#current = $state.raw<Toast>();
	#timer: ReturnType<typeof setTimeout> | undefined;
	#next = 1;

	get current(): Toast | undefined {
		return this.#current?.stands?.() === false ? undefined : this.#current;
	}

	show(text: string, onundo?: () => void, stands?: () => boolean): void {
		this.#current = { id: this.#next++, text, ...(onundo && { onundo }), ...(stands && { stands }) };
		this.resume();
	}

	/** Keeps the toast while someone points at it or has focus in it. */
	hold(): void {
		clearTimeout(this.#timer);
	}

	resume(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.dismiss(), TOAST_MS);
	}

	dismiss(): void {
		clearTimeout(this.#timer);
		this.#current = undefined;
	}

	undo(): void {
		const toast = this.current;
		this.dismiss();
		toast?.onundo?.();
	}
}
