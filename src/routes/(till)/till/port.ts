/** What the screens need of the till. */
import type { GroupRecord, StaffRecord, StoreSettings, TaxRateRecord } from '$lib/contract/sync/pull';
import type { Basket, BasketMember, ProductForSale } from '$lib/domain/basket/basket';
import type { TenderDraft } from '$lib/domain/basket/settlement';
import type { SaleBody, SalePrivate } from '$lib/domain/receipt/sale';

export type RefusedCode = 'insecure_origin' | 'private_mode' | 'no_space' | 'no_storage' | 'starting';

export type Phase =
	| { state: 'starting' }
	| { state: 'refused'; code: RefusedCode; reason: string }
	| { state: 'unenrolled' }
	| { state: 'locked' }
	| { state: 'open'; cashier: StaffRecord };

export interface Catalogue {
	readonly count: number;
	/** `null` once the first load is complete. */
	readonly loading: { done: number; total: number } | null;
	byId(id: string): ProductForSale | undefined;
	byCode(code: string): ProductForSale | undefined;
	search(text: string, limit: number): ProductForSale[];
	favourites(): ProductForSale[];
	inGroup(groupId: string): ProductForSale[];
}

export type ParkedSale = { id: string; basket: Basket; label: string | null; staffName: string; atMs: number };

/** A finished sale as done page, reprint and list show it. */
export type FinishedSale = {
	saleId: string;
	at: string;
	body: SaleBody;
	privateText: SalePrivate | null;
	receiptToken: string;
	staffName: string;
	epoch: number;
	seq: number;
	hash: string;
	copies: number;
};

export type Refused = { ok: false; code: string; reason: string };
export type SignedIn =
	{ ok: true } | { ok: false; code: 'wrong' | 'wait' | 'expired' | 'failed'; waitMs: number; reason?: string };

/** What the sync chip says. */
export type SyncState =
	| { state: 'online' }
	| { state: 'sending'; count: number }
	| { state: 'offline'; count: number }
	| { state: 'attention'; words?: string };

export type SyncFacts = {
	chip: SyncState;
	pending: number;
	oldestPendingAt: string | null;
	lastContactAt: string | null;
	receivedSeq: number;
	backupSeq: number | null;
	backupAt: string | null;
	cases: number;
	clockOffsetMs: number;
	sending: boolean;
};

export type JournalFacts = { seq: number; head: string; witnessesAgree: boolean; notices: Notice[] };
export type Notice =
	| { kind: 'restored'; count: number }
	| { kind: 'crashed'; saleId: string; number: string }
	| { kind: 'lost'; from: number; to: number };

export interface TillPort {
	readonly phase: Phase;
	readonly settings: StoreSettings | null;
	readonly groups: readonly GroupRecord[];
	readonly taxRates: readonly TaxRateRecord[];
	readonly staff: readonly StaffRecord[];
	readonly catalogue: Catalogue;
	readonly basket: Basket;
	/** Payments taken for the open basket so far; kept with it. */
	readonly tenders: readonly TenderDraft[];
	readonly parked: readonly ParkedSale[];
	readonly sync: SyncFacts;
	readonly journal: JournalFacts;
	readonly storageKept: boolean;

	enrol(code: string): Promise<{ ok: true } | Refused>;
	signIn(staffId: string, pin: string): Promise<SignedIn>;
	lock(reason: 'tap' | 'idle' | 'switch'): void;
	setBasket(basket: Basket): void;
	setTenders(tenders: readonly TenderDraft[]): Promise<{ ok: true } | Refused>;
	park(label: string | null): Promise<{ ok: true } | Refused>;
	resume(id: string): Promise<{ ok: true } | Refused>;
	complete(): Promise<{ ok: true; sale: FinishedSale } | Refused>;
	sale(saleId: string): Promise<FinishedSale | null>;
	sales(limit: number): Promise<FinishedSale[]>;
	/** Writes that a copy of a receipt was made; answers its number. */
	copied(saleId: string): Promise<{ ok: true; copyNo: number } | Refused>;
	identify(number: string): Promise<{ ok: true; member: BasketMember; tier: string | null } | Refused>;
	sendNow(): Promise<void>;
	/** The entries this device still holds, as the lines of a file. */
	exportHeld(): Promise<Blob>;
	newId(): string;
}
