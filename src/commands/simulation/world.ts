/** Time and chance of a simulation: one seed decides everything, so a run can be played again. */
import { Dice } from '../chance/dice';

type Event = { atMs: number; order: number; run: () => void; cancelled: boolean };

/** Something that can die between any two of its awaits: a tab, or a whole browser's worker. */
export class Process {
	alive = true;
}

/** How many days in ten know each kind of fault. The last ones excuse much else, so most days go without them. */
const shares = {
	...{ network: 0.7, disk: 0.7, crash: 0.7, damage: 0.7, server: 0.7, restore: 0.7, clock: 0.7 },
	...{ key: 0.4, tamper: 0.4, clone: 0.25, rollback: 0.25 }
};
export type FaultKind = keyof typeof shares;

/** How many times as often as usual a kind of fault strikes, on every day; 0: never. Kinds that are missing are left to chance. */
export type Weather = Partial<Record<FaultKind, number>>;

export class World {
	nowMs = Date.UTC(2026, 10, 20, 8);
	/** While true the network, the disks and the processes misbehave. */
	faulty = true;
	readonly dice: Dice;
	readonly problems: string[] = [];
	readonly kinds: ReadonlySet<FaultKind>;
	/** Whether members come to the counter on this day. */
	readonly hasMembers: boolean;
	#held = 0;
	#events: Event[] = [];
	#made = 0;

	constructor(
		readonly seed: number,
		private readonly weather: Weather = {}
	) {
		this.dice = new Dice(seed);
		const kinds = Object.keys(shares) as FaultKind[];
		const chosen = new Set(kinds.filter((kind) => this.dice.chance(shares[kind]) && weather[kind] === undefined));
		for (const kind of kinds) if ((weather[kind] ?? 0) > 0) chosen.add(kind);
		// What a copied tablet handed over may be nowhere but on the server: one put back to before it is beyond what a till can
		// make good.
		if (chosen.has('clone')) chosen.delete('restore');
		this.kinds = chosen;
		this.hasMembers = this.dice.chance(0.6);
	}

	/** Whether a fault of this kind strikes now. A seed has some kinds and not others, so that rare pairs meet. */
	strikes(kind: FaultKind, share: number): boolean {
		return this.faulty && this.kinds.has(kind) && this.dice.chance(share * (this.weather[kind] ?? 1));
	}

	/** Work outside of the simulated time (a database, a thread): everybody waits for it. */
	async hold<T>(work: Promise<T>): Promise<T> {
		this.#held++;
		try {
			return await work;
		} finally {
			this.#held--;
		}
	}

	at(delayMs: number, run: () => void): () => void {
		const event = { atMs: this.nowMs + Math.max(0, delayMs), order: this.#made++, run, cancelled: false };
		this.#events.push(event);
		return () => (event.cancelled = true);
	}

	/** A moment in which everything else may happen. What a dead process waits for never comes. */
	pause(process: Process, mostMs = 3): Promise<void> {
		return new Promise((resolve) => {
			this.at(this.dice.next() * mostMs, () => {
				if (process.alive) resolve();
			});
		});
	}

	/** Lets things happen until `done` or for `forMs`. */
	async run(forMs: number, done: () => boolean = () => false): Promise<void> {
		const endMs = this.nowMs + forMs;
		while (!done()) {
			const next = this.#next(endMs);
			if (!next) break;
			this.nowMs = next.atMs;
			if (!next.cancelled) next.run();
			// All that follows from it, up to the next pause of everybody.
			do await new Promise((settled) => setImmediate(settled));
			while (this.#held > 0);
		}
		if (!done()) this.nowMs = endMs;
	}

	/** Takes the first event there is until then. */
	#next(endMs: number): Event | undefined {
		let first: Event | undefined;
		let at = -1;
		for (const [index, event] of this.#events.entries()) {
			if (first && (event.atMs > first.atMs || (event.atMs === first.atMs && event.order > first.order))) continue;
			[first, at] = [event, index];
		}
		if (!first || first.atMs > endMs) return undefined;
		const last = this.#events.pop();
		if (last && at < this.#events.length) this.#events[at] = last;
		return first;
	}
}
