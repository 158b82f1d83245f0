import { isLinear, type FoundCode } from './reader';

/** A code that was not seen for this long has left the picture. */
export const goneAfterMs = 900;
/** Two equal readings of a linear code must fall into this time. */
export const confirmWithinMs = 1500;

type Seen = { lastMs: number; taken: boolean };

/**
 * Lets a code through once: again only after it left the picture. A linear code needs two equal readings.
 * `frame(codes, nowMs)` is called for every frame, also for those without a code.
 */
export class OnceFilter {
	readonly #seen = new Map<string, Seen>();

	frame(codes: readonly FoundCode[], nowMs: number): string[] {
		for (const [text, seen] of this.#seen) {
			const limit = seen.taken ? goneAfterMs : confirmWithinMs;
			if (nowMs - seen.lastMs > limit) this.#seen.delete(text);
		}
		return codes.flatMap((code) => (this.#isNew(code, nowMs) ? [code.text] : []));
	}

	#isNew({ text, format }: FoundCode, nowMs: number): boolean {
		const seen = this.#seen.get(text);
		if (!seen) {
			this.#seen.set(text, { lastMs: nowMs, taken: !isLinear(format) });
			return !isLinear(format);
		}
		const isNew = !seen.taken;
		this.#seen.set(text, { lastMs: nowMs, taken: true });
		return isNew;
	}
}
