/** What the till tells its screens. */
import type { StaffRecord } from '$lib/contract/sync/pull';
import type { Basket } from '$lib/domain/basket/basket';
import type { TakenBack } from '$lib/domain/receipt/document';
import type { SaleBody, SalePrivate } from '$lib/domain/receipt/sale';
import type { WitnessFacts } from './journal/copying';
import type { HeldJournal } from './journal/held';
import type { EndOfDevice } from './journal/mark';
import type { SaleRewards } from './rewards/sale-rewards';

export type RefusedCode = 'insecure_origin' | 'private_mode' | 'no_space' | 'no_storage' | 'starting';

export type Phase =
	| { state: 'starting' }
	| { state: 'refused'; code: RefusedCode; reason: string }
	/** `ended`: what became of the device this browser was, as long as it is no other. */
	| { state: 'unenrolled'; ended: EndOfDevice | null }
	| { state: 'locked' }
	| { state: 'open'; cashier: StaffRecord };

export type ParkedSale = { id: string; basket: Basket; label: string | null; staffName: string; atMs: number };

/** A finished sale as done page, reprint and list show it. */
export type FinishedSale = {
	saleId: string;
	at: string;
	body: SaleBody;
	privateText: SalePrivate | null;
	memberMark?: string;
	takenBack?: TakenBack;
	rewards?: SaleRewards;
	/** Of the vouchers it hands out, sixteen symbols each; absent where there are none, or where they are not known any more. */
	voucherCodes?: string[];
	/** Empty when the sale was put back from a copy that did not have it: its public page's address is not known any more. */
	receiptToken: string;
	staffName: string;
	epoch: number;
	seq: number;
	hash: string;
	copies: number;
};

/** `reason`: a sentence or the browser's own word, for the screen to show small. */
export type Refused = { ok: false; code: string; reason: string };

export type SyncFacts = {
	chip:
		| { state: 'online' }
		| { state: 'sending'; count: number }
		| { state: 'offline'; count: number }
		| { state: 'attention'; words?: string };
	pending: number;
	oldestPendingAt: string | null;
	lastContactAt: string | null;
	lastError: string | null;
	receivedSeq: number;
	backupSeq: number | null;
	backupAt: string | null;
	cases: number;
	clockOffsetMs: number;
	sending: boolean;
	/** The server does not know this device: it was restored from a backup older than the enrolment. */
	isForgotten: boolean;
	/** What the server says of this device. */
	deviceState: 'active' | 'retired' | 'stolen';
};

export type Notice =
	| { kind: 'restored'; count: number }
	/** The sale stands; the till went down before its receipt was shown. */
	| { kind: 'crashed'; saleId: string; number: string }
	| { kind: 'lost'; from: number; to: number };

export type JournalFacts = {
	epoch: number;
	seq: number;
	head: string;
	witnesses: WitnessFacts;
	notices: Notice[];
	/** Journals of former devices that are still here. */
	held: readonly HeldJournal[];
};
