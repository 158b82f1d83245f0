/** Where arrived events belong in an epoch: behind its head, beside it (a fork), or nowhere yet (a gap). Pure. */
import { pushLimits } from '$lib/contract/sync/event';
import type { PushOrder } from '$lib/contract/sync/push';
import type { Arrived } from './arrived';

export type EpochState = {
	epochHash: string;
	headSeq: number;
	headHash: string;
	branches: number;
	gapsAllowed: boolean;
};

/** An event the server already holds. */
export type StoredEvent = { seq: number; branch: number; hash: string };

export type Finding = { code: string } & Record<string, unknown>;

export type Placed = { event: Arrived; branch: number; findings: Finding[] };

export type Placement = {
	fresh: Placed[];
	duplicates: number[];
	order: PushOrder;
	head: { seq: number; hash: string };
	branches: number;
	/** Branches opened by this push. */
	forks: number[];
};

/** Decides for events in order of `seq`; `stored` holds all known events from the number before the first to the last. */
export function placeEvents(events: readonly Arrived[], epoch: EpochState, stored: readonly StoredEvent[]): Placement {
	const placement: Placement = {
		fresh: [],
		duplicates: [],
		order: { kind: 'none' },
		head: { seq: epoch.headSeq, hash: epoch.headHash },
		branches: epoch.branches,
		forks: []
	};
	const known = new KnownEvents(stored);
	let before: number | null = null;
	// Told again with every duplicate: the answer that said it first may have been lost.
	let isBeside = false;
	for (const event of events) {
		const cameBehind = before === event.seq - 1;
		before = event.seq;
		const held = known.find(event.seq, event.hash);
		if (held) {
			placement.duplicates.push(event.seq);
			isBeside ||= held.branch > 0;
			continue;
		}
		const spot = decideSpot(event, { epoch, placement, known, cameBehind });
		if (spot.kind === 'resend') {
			placement.order = { kind: 'resend_from', seq: spot.from };
			break;
		}
		if (spot.branch > placement.branches) {
			placement.branches = spot.branch;
			placement.forks.push(spot.branch);
		}
		if (spot.branch === 0 && event.seq > placement.head.seq) {
			placement.head = { seq: event.seq, hash: event.chainHash };
		}
		isBeside ||= spot.branch > 0;
		known.add({ seq: event.seq, branch: spot.branch, hash: event.hash });
		placement.fresh.push({ event, branch: spot.branch, findings: spot.findings });
	}
	if (placement.order.kind === 'none' && isBeside) {
		placement.order = { kind: 'new_epoch', reason: 'fork' };
	}
	return placement;
}

type Spot = { kind: 'place'; branch: number; findings: Finding[] } | { kind: 'resend'; from: number };

const journal = (...findings: Finding[]): Spot => ({ kind: 'place', branch: 0, findings });

type Surroundings = {
	epoch: EpochState;
	placement: Placement;
	known: KnownEvents;
	/** The event before came in the same push: asking for it again would bring nothing new. */
	cameBehind: boolean;
};

function decideSpot(event: Arrived, { epoch, placement, known, cameBehind }: Surroundings): Spot {
	const { head } = placement;
	const prev = event.envelope?.prev ?? null;
	const isNext = event.seq === head.seq + 1;
	if (isNext && (prev === null || prev === head.hash)) return journal();
	const parent = prev === null ? null : known.find(event.seq - 1, prev);
	if (isNext && !parent && (event.seq === 1 || cameBehind)) {
		return journal({ code: 'chain_broken', expected: head.hash });
	}
	if (event.seq > head.seq + 1 && !parent) {
		if (!epoch.gapsAllowed) return { kind: 'resend', from: head.seq + 1 };
		return journal({ code: 'events_missing', fromSeq: head.seq + 1, toSeq: event.seq - 1 });
	}
	// A number the journal went over when its till had lost it: it turned up after all.
	if (event.seq <= head.seq && !known.isTaken(event.seq, 0)) return journal();
	if (parent && parent.branch > 0 && !known.isTaken(event.seq, parent.branch)) {
		return { kind: 'place', branch: parent.branch, findings: [] };
	}
	const canBranch = parent !== null || prev === null || event.seq === 1 || cameBehind || epoch.gapsAllowed;
	if (!canBranch) return { kind: 'resend', from: Math.max(1, event.seq - pushLimits.events) };
	return { kind: 'place', branch: placement.branches + 1, findings: [{ code: 'fork' }] };
}

class KnownEvents {
	#bySeq = new Map<number, StoredEvent[]>();

	constructor(stored: readonly StoredEvent[]) {
		for (const event of stored) this.add(event);
	}

	add(event: StoredEvent): void {
		this.#bySeq.set(event.seq, [...(this.#bySeq.get(event.seq) ?? []), event]);
	}

	find(seq: number, hash: string): StoredEvent | null {
		return this.#bySeq.get(seq)?.find((event) => event.hash === hash) ?? null;
	}

	isTaken(seq: number, branch: number): boolean {
		return this.#bySeq.get(seq)?.some((event) => event.branch === branch) ?? false;
	}
}
