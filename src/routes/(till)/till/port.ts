/** What the screens need of the till. */
import type { GroupRecord, StaffRecord, StoreSettings, TaxRateRecord } from '$lib/contract/sync/pull';
import type { Basket, ProductForSale } from '$lib/domain/basket/basket';
import type { CompiledOffers } from '$lib/domain/offers/compile';
import type { Quote } from '$lib/domain/offers/quote-types';
import type { TenderDraft } from '$lib/domain/basket/settlement';
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { Previewed, Spending } from '$lib/till/rewards/rewarding.svelte';
import type {
	FinishedSale,
	JournalFacts,
	Notice,
	ParkedSale,
	Phase,
	Refused,
	RefusedCode,
	SyncFacts
} from '$lib/till/facts';
import type { Members } from '$lib/till/members/members.svelte';
import type { Returning } from '$lib/till/returns/returning.svelte';
import type { Redeeming } from '$lib/till/vouchers/redeeming.svelte';

export type { FinishedSale, JournalFacts, Notice, ParkedSale, Phase, Refused, RefusedCode, SyncFacts };

export interface Catalogue {
	readonly count: number;
	/** `null` once the first load is complete. */
	readonly loading: { done: number; total: number } | null;
	/** Whether all goods of the device are in memory; for a moment after a start only those that were asked for are. */
	readonly isWhole: boolean;
	/** Brings what has one of the codes into memory. */
	reach(codes: readonly string[]): Promise<void>;
	byId(id: string): ProductForSale | undefined;
	byCode(code: string): ProductForSale | undefined;
	search(text: string, limit: number): ProductForSale[];
	favourites(): ProductForSale[];
	inGroup(groupId: string | null): ProductForSale[];
}

export type SignedIn =
	{ ok: true } | { ok: false; code: 'wrong' | 'wait' | 'expired' | 'failed'; waitMs: number; reason?: string };

/** Giving goods back: the receipt that is open. */
export type ReturningPort = Pick<Returning, 'original' | 'finding' | 'find' | 'leave' | 'complete'>;

/** The five steps of a rewarded sale, for the open basket. */
export interface RewardsPort {
	readonly preview: Previewed;
	readonly spending: Spending;
	/** Paying begins or goes on; ends with the answer, or without one in time. */
	enter(): Promise<void>;
	/** Paying ended without a sale. */
	leave(): void;
	/** Asks to spend so much on top, 0 for nothing. */
	ask(amountMinor: number): Promise<void>;
	/** Nothing is spent on this sale. */
	giveUp(): Promise<void>;
}

/** The vouchers of the open basket: what a code is worth, and what each pays. */
export type VouchersPort = Pick<Redeeming, 'paying' | 'show' | 'enter' | 'leave' | 'putBack'>;

/** What there is before somebody signs in, and what the first screens need. */
export interface FrontPort {
	readonly phase: Phase;
	readonly settings: StoreSettings | null;
	readonly staff: readonly StaffRecord[];
	readonly sync: SyncFacts;
	readonly journal: JournalFacts;
	readonly storageKept: boolean;
	/** The newest local write failed: what the browser said. */
	readonly writeFault: string | null;

	/** Brings the rest: once it is there, the till is a whole `TillPort`. Whoever signs in waits for it. */
	openCounter(): Promise<void>;
	/** Shows the enrolment again where `sync.isForgotten`. */
	beginAgain(): void;
	enrol(code: string): Promise<{ ok: true } | Refused>;
	signIn(staffId: string, pin: string): Promise<SignedIn>;
	/** Whether this is that person's PIN; nobody is signed in by it. */
	checkPin(staffId: string, pin: string): Promise<SignedIn>;
	/** Milliseconds before that person's PIN may be tried again, after too many wrong ones. */
	pinWait(staffId: string): Promise<number>;
	lock(reason: 'tap' | 'idle' | 'switch'): void;
	sendNow(): Promise<void>;
	/** The entries this device still holds, as the lines of a file. */
	exportHeld(): Promise<Blob>;
}

/** The whole till; what is not of the front is there once the counter is open. */
export interface TillPort extends FrontPort {
	readonly groups: readonly GroupRecord[];
	readonly taxRates: readonly TaxRateRecord[];
	readonly catalogue: Catalogue;
	readonly basket: Basket;
	readonly offers: CompiledOffers;
	/** Kinds of record that a newer server sent and this app cannot read. */
	readonly unread: readonly string[];
	/** What the open basket costs and earns, and why. */
	readonly quote: Quote;
	/** Payments taken for the open basket so far; kept with it. */
	readonly tenders: readonly TenderDraft[];
	/** What the card terminal is being asked for; kept with the basket, which stands still until the terminal has answered. */
	readonly atTerminalMinor: number | null;
	/** What vouchers and the member's wallet pay, as granted. */
	readonly spends: SaleBody['spends'];
	readonly rewards: RewardsPort;
	readonly vouchers: VouchersPort;
	readonly parked: readonly ParkedSale[];
	readonly returning: ReturningPort;
	readonly members: Members;

	/** Of a parked basket, as it would be now. */
	quoteOf(basket: Basket): Quote;
	setBasket(basket: Basket): void;
	/** What the terminal approved is among them by now. */
	setTenders(tenders: readonly TenderDraft[]): Promise<{ ok: true } | Refused>;
	/** `null`: it declined. */
	askTerminal(amountMinor: number | null): Promise<{ ok: true } | Refused>;
	park(label: string | null): Promise<{ ok: true } | Refused>;
	resume(id: string): Promise<{ ok: true } | Refused>;
	complete(): Promise<{ ok: true; sale: FinishedSale } | Refused>;
	sale(saleId: string): Promise<FinishedSale | null>;
	sales(limit: number): Promise<FinishedSale[]>;
	/** Writes that a copy of a receipt was made; answers its number. */
	copied(saleId: string): Promise<{ ok: true; copyNo: number } | Refused>;
	newId(): string;
}
