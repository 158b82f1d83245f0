/** What the journal and its sync need of a database. Dexie implements it in the browser; a simulation may use another. */
import type { HeldJournal } from './held';
import type {
	CaseRow,
	DeviceRecord,
	EventRow,
	HeadRow,
	HeldRow,
	Position,
	ProgressRow,
	SaleRow,
	StoredBasket,
	SyncRow
} from './rows';

/** What is written in the same transaction as an event. */
export type Beside = {
	sale?: SaleRow;
	/** Baskets that end with this event. */
	basketsGone?: string[];
	baskets?: StoredBasket[];
	/** The receipt of which a copy was made. */
	copyOf?: { saleId: string; copies: number };
};

export type Standing = { device: DeviceRecord | null; head: HeadRow | null; sync: SyncRow };

export interface JournalStore {
	/** Opens the database again after its connection was lost. */
	reopen(): Promise<void>;
	/** What an append starts from, read in one transaction. */
	standing(): Promise<Standing>;
	device(): Promise<DeviceRecord | null>;
	/**
	 * Enrolment. What a former device left is gone with it, but for its events: they are set aside in the same transaction,
	 * because nobody here knows whether the server has them. The baskets stay where a device becomes the same till again.
	 */
	adopt(device: DeviceRecord): Promise<void>;
	/** Events that outlived their key make room for a new journal. */
	setAside(): Promise<void>;
	/** Events of former devices, until the server has them. */
	held(): Promise<HeldRow[]>;
	/** Removes what is held of a journal up to its `lastSeq`. */
	dropHeld(journal: Omit<HeldJournal, 'state'>): Promise<void>;
	/** The newest epoch's head. */
	head(): Promise<HeadRow | null>;
	heads(): Promise<HeadRow[]>;
	/**
	 * One strict transaction without reads. Adding (epoch, seq) is the head check: `head_moved` when that place is taken,
	 * and then nothing was written.
	 */
	append(events: readonly EventRow[], head: HeadRow, beside: Beside): Promise<'written' | 'head_moved'>;
	/** Puts back what another witness still had, moves the head with it, and ends the baskets of sales among it. */
	restore(events: readonly EventRow[], head: HeadRow, sales: readonly SaleRow[]): Promise<void>;
	/** Events of one epoch from a `seq` on, in order. */
	events(epoch: number, fromSeq: number, limit: number): Promise<EventRow[]>;
	lastEvent(epoch: number): Promise<EventRow | null>;
	countEvents(): Promise<number>;
	/** Removes events up to `throughSeq`, the newest one of an epoch excepted. */
	prune(epoch: number, throughSeq: number): Promise<number>;
	/**
	 * Removes finished sales from before `olderThan` whose events are in `acked` (epoch to `seq`); the newest `keep` stay,
	 * and a step at a time goes. Answers how many went.
	 */
	pruneSales(olderThan: string, keep: number, acked: ReadonlyMap<number, number>): Promise<number>;
	progress(): Promise<ProgressRow[]>;
	saveProgress(row: ProgressRow, cases: readonly CaseRow[]): Promise<void>;
	cases(): Promise<CaseRow[]>;
	sync(): Promise<SyncRow>;
	/** Changes some facts of the connection, reading and writing in one transaction. */
	updateSync(change: Partial<Omit<SyncRow, 'key'>>): Promise<SyncRow>;
	sale(saleId: string): Promise<SaleRow | null>;
	/** The sale that an event completed. */
	saleAt(epoch: number, seq: number): Promise<SaleRow | null>;
	/** Sales behind a position. */
	salesAfter(position: Position): Promise<SaleRow[]>;
	/** How many sales an epoch has behind a `seq`. */
	countSales(epoch: number, afterSeq: number): Promise<number>;
	/** Everything of this device gone: after its end, and only once the server holds its journal. What is held stays. */
	purge(): Promise<void>;
}
