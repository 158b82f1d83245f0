/** What the simulated server keeps, as plain data: a backup is a copy of it. */
import type { Change } from '$lib/contract/sync/pull';
import type { PushResult } from '$lib/contract/sync/push';
import type { EpochGrant } from '$lib/contract/sync/till';
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { EpochState } from '$lib/server/journal/place';
import type { Missing } from './check';
import { emptyLedger, type LedgerState, type WalletFlaws } from './ledger-state';

export type Epoch = EpochState & { deviceId: string; grant: EpochGrant };
export type Device = {
	deviceId: string;
	tillId: string;
	tillCode: string;
	publicKey: string;
	state: 'active' | 'retired';
};
export type StoredEvent = { seq: number; branch: number; id: string; hash: string; text: string; result: PushResult };
/** `id`: what it is booked under, the sale's own id or its event's. */
export type BookedSale = { id: string; body: SaleBody; hash: string };
export type Case = { tillId: string; epoch: number; seq: number; hash: string; codes: string[]; missing: Missing[] };

export type State = {
	devices: Map<string, Device>;
	/** By till, then number. */
	epochs: Map<string, Map<number, Epoch>>;
	/** By `till/epoch`. */
	events: Map<string, StoredEvent[]>;
	/** Every booking, in order; each sale belongs here once. */
	sales: BookedSale[];
	cases: Case[];
	backup: { at: string; heads: Map<string, { epoch: number; seq: number }> } | null;
	/** The members' value. */
	ledger: LedgerState;
	/** Goods as tills pull them; the place in the list is the cursor. */
	changes: Change[];
};

export function emptyState(): State {
	return {
		devices: new Map(),
		epochs: new Map(),
		events: new Map(),
		sales: [],
		cases: [],
		backup: null,
		ledger: emptyLedger(),
		changes: []
	};
}

export function openEpoch(grant: EpochGrant, deviceId: string): Epoch {
	const { epochHash } = grant;
	return { epochHash, headSeq: 0, headHash: epochHash, branches: 0, gapsAllowed: false, deviceId, grant };
}

/** What a test may break, to see that the checks notice. */
export type ServerFlaws = {
	skipsChain?: boolean;
	appliesTwice?: boolean;
	dropsUnreadable?: boolean;
	/** Answers before the commit, which a crash may undo. */
	acksBeforeCommit?: boolean;
	/** A sale id that comes again takes the place of the first sale. */
	replacesDoubled?: boolean;
	/** An event id that comes again is booked like any other. */
	booksDoubledEvents?: boolean;
	/** Of a fork only the first branch is booked. */
	dropsBranches?: boolean;
	/** A fork is kept, and nobody is told. */
	silentForks?: boolean;
	wallet?: WalletFlaws;
	/** What a till says it lost is not put down. */
	hushesLoss?: boolean;
	/** A pull answers rows after its own cursor. */
	skipsChanges?: boolean;
};
