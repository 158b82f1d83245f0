/** Chance that comes out the same every time. */
export class Dice {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** From 0 up to, not including, 1 (mulberry32). */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A whole number, both ends included. */
	between(least: number, most: number): number {
		return least + Math.floor(this.next() * (most - least + 1));
	}

	chance(share: number): boolean {
		return this.next() < share;
	}

	pick<T>(from: readonly T[], weightOf: (one: T) => number = () => 1): T {
		const weights = from.map(weightOf);
		let rest = this.next() * weights.reduce((sum, weight) => sum + weight, 0);
		for (const [index, one] of from.entries()) {
			rest -= weights[index] ?? 0;
			if (rest < 0) return one;
		}
		const last = from.at(-1);
		if (last === undefined) throw new Error('There is nothing to pick from.');
		return last;
	}
}
