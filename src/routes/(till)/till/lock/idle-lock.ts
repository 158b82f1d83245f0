const inputs = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/** Calls `onidle` after so many seconds without any input. */
export class IdleLock {
	#lastMs = performance.now();
	readonly stop: () => void;

	constructor(page: Window, seconds: () => number, onidle: () => void) {
		const touched = () => (this.#lastMs = performance.now());
		for (const input of inputs) page.addEventListener(input, touched, { capture: true, passive: true });
		const timer = setInterval(() => {
			if (performance.now() - this.#lastMs < seconds() * 1000) return;
			touched();
			onidle();
		}, 1000);
		this.stop = () => {
			clearInterval(timer);
			for (const input of inputs) page.removeEventListener(input, touched, { capture: true });
		};
	}
}
