import { getContext, onDestroy, setContext } from 'svelte';

const KEY = Symbol('scan target');
type Take = (text: string) => void;

/** Where a scan goes while a page or dialog has its own use for it: enrolment, device tests. */
export class ScanTarget {
	#takers: Take[] = [];

	get current(): Take | undefined {
		return this.#takers.at(-1);
	}

	add(take: Take): () => void {
		this.#takers.push(take);
		return () => {
			this.#takers = this.#takers.filter((one) => one !== take);
		};
	}
}

export function setScanTarget(target: ScanTarget): ScanTarget {
	return setContext(KEY, target);
}

/** Called in a component that wants scans while it is shown. */
export function takeScans(take: Take): void {
	onDestroy(getContext<ScanTarget>(KEY).add(take));
}
