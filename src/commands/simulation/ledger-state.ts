/** What the simulated server keeps of the members' value, as plain data, and what a test may break in it. */
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { Hold } from '$lib/domain/wallet/capture';
import type { Lot } from '$lib/domain/wallet/lot';
import type { Posting } from '$lib/domain/wallet/posting';
import type { GivenAward, SpentPart } from '$lib/domain/wallet/reverse';

export type Booked = {
	kind: 'booked';
	key: string;
	/** Hash of the event it was booked for. */
	content: string;
	memberId: string;
	saleId: string | null;
	/** The sale that is given back. */
	originalSaleId: string | null;
	entries: readonly Posting[];
};

export type LedgerRow =
	| Booked
	| { kind: 'held'; holdId: string; memberId: string; saleId: string | null; amountMinor: number }
	| {
			kind: 'ended';
			holdId: string;
			outcome: 'captured' | 'released' | 'expired';
			capturedMinor: number;
			/** Of what captured it. */
			key: string | null;
	  };

type StandingHold = Hold & { key: string; memberId: string; saleId: string; expiresAtMs: number };

type Purchase = {
	memberId: string;
	awards: GivenAward[];
	spent: SpentPart[];
	undone: { everything: boolean; milliByLine: Map<number, number>; minorByGrant: Map<string, number> };
};

export type OpenSale = { tillId: string; memberId: string; content: string; dueMinor: number };

export type LedgerState = {
	/** In order, and only added to. */
	log: LedgerRow[];
	/** Folds beside the log. */
	lots: (Lot & { memberId: string })[];
	balances: Map<string, number>;
	holds: Map<string, StandingHold>;
	purchases: Map<string, Purchase>;
	open: Map<string, OpenSale>;
	/** Returns that came before what they give back. */
	early: { body: SaleBody; hash: string; atMs: number }[];
	cases: { saleId: string; code: string }[];
};

export function emptyLedger(): LedgerState {
	return {
		log: [],
		lots: [],
		balances: new Map(),
		holds: new Map(),
		purchases: new Map(),
		open: new Map(),
		early: [],
		cases: []
	};
}

export type WalletFlaws = {
	/** Awards come from nowhere: only the member's side is booked. */
	mintsAwards?: boolean;
	/** The balance beside the ledger does not hear of spends. */
	staleBalances?: boolean;
	/** What is set aside for one sale is granted to another. */
	ignoresHolds?: boolean;
	/** A hold that was captured expires as well. */
	endsTwice?: boolean;
	/** Rows of the ledger are taken away. */
	rewritesLedger?: boolean;
	/** A return leaves the award where it is. */
	keepsAwards?: boolean;
	/** Says that all was granted. */
	tellsAsked?: boolean;
	/** An award depends on what came before it. */
	awardsByArrival?: boolean;
};
