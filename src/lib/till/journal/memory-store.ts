/** The journal's store in memory: for commands that ring up sales without a browser, and for simulated tills whose "disk" outlives a crash. */
import { headlessVersion } from '$lib/contract/sync/till';
import type { Beside, JournalStore, Standing } from './store';
import { heldOf, isSameJournal, type HeldJournal } from './held';
import {
	pruneStep,
	untouchedSync,
	type CaseRow,
	type DeviceRecord,
	type EventRow,
	type HeadRow,
	type HeldRow,
	type Position,
	type ProgressRow,
	type SaleRow,
	type StoredBasket,
	type SyncRow
} from './rows';

/** What the store keeps. Hand the same disk to a new store to start a till again after a crash. */
export type MemoryDisk = {
	device: DeviceRecord | null;
	heads: Map<number, HeadRow>;
	/** By `epoch/seq`. */
	events: Map<string, EventRow>;
	/** By hash. */
	held: Map<string, HeldRow>;
	progress: Map<number, ProgressRow>;
	cases: Map<string, CaseRow>;
	sales: Map<string, SaleRow>;
	baskets: Map<string, StoredBasket>;
	sync: SyncRow;
};

export function emptyDisk(appVersion = headlessVersion): MemoryDisk {
	return {
		device: null,
		heads: new Map(),
		events: new Map(),
		held: new Map(),
		progress: new Map(),
		cases: new Map(),
		sales: new Map(),
		baskets: new Map(),
		sync: untouchedSync(true, appVersion)
	};
}

const place = ({ epoch, seq }: { epoch: number; seq: number }) => `${epoch}/${seq}`;

export class MemoryJournalStore implements JournalStore {
	constructor(private readonly disk: MemoryDisk = emptyDisk()) {}

	async reopen(): Promise<void> {}

	async standing(): Promise<Standing> {
		return { device: this.disk.device, head: await this.head(), sync: { ...this.disk.sync } };
	}

	async device(): Promise<DeviceRecord | null> {
		return this.disk.device;
	}

	async adopt(device: DeviceRecord): Promise<void> {
		const { storageKept, appVersion } = this.disk.sync;
		const held = this.movedAside();
		const baskets = this.disk.device?.tillId === device.tillId ? this.disk.baskets : new Map<string, StoredBasket>();
		const sync = untouchedSync(storageKept, appVersion);
		Object.assign(this.disk, emptyDisk(appVersion), { device, held, baskets, sync });
	}

	async setAside(): Promise<void> {
		if (this.disk.device) throw new Error('a journal with its key is not set aside');
		const held = this.movedAside();
		const { events, heads, progress, cases } = emptyDisk();
		Object.assign(this.disk, { held, events, heads, progress, cases });
	}

	private movedAside(): Map<string, HeldRow> {
		const { events, heads, device, held } = this.disk;
		const rows = heldOf([...events.values()], [...heads.values()], device);
		return new Map([...held, ...rows.map((row) => [row.hash, row] as const)]);
	}

	async held(): Promise<HeldRow[]> {
		return [...this.disk.held.values()];
	}

	async dropHeld(journal: Omit<HeldJournal, 'state'>): Promise<void> {
		for (const [hash, row] of this.disk.held) {
			if (isSameJournal(row, journal) && row.seq <= journal.lastSeq) this.disk.held.delete(hash);
		}
	}

	async head(): Promise<HeadRow | null> {
		return (await this.heads()).at(-1) ?? null;
	}

	async heads(): Promise<HeadRow[]> {
		return [...this.disk.heads.values()].sort((a, b) => a.epoch - b.epoch);
	}

	async append(events: readonly EventRow[], head: HeadRow, beside: Beside): Promise<'written' | 'head_moved'> {
		const isTaken = events.some((event) => this.disk.events.has(place(event)));
		if (isTaken || (beside.sale && this.disk.sales.has(beside.sale.saleId))) return 'head_moved';
		for (const event of events) this.disk.events.set(place(event), { ...event });
		this.disk.heads.set(head.epoch, { ...head });
		if (beside.sale) this.disk.sales.set(beside.sale.saleId, beside.sale);
		for (const id of beside.basketsGone ?? []) this.disk.baskets.delete(id);
		for (const basket of beside.baskets ?? []) this.disk.baskets.set(basket.id, basket);
		const copied = beside.copyOf && this.disk.sales.get(beside.copyOf.saleId);
		if (copied && beside.copyOf) this.disk.sales.set(copied.saleId, { ...copied, copies: beside.copyOf.copies });
		return 'written';
	}

	async restore(events: readonly EventRow[], head: HeadRow, sales: readonly SaleRow[]): Promise<void> {
		for (const event of events) this.disk.events.set(place(event), { ...event });
		for (const sale of sales) if (!this.disk.sales.has(sale.saleId)) this.disk.sales.set(sale.saleId, sale);
		for (const sale of sales) this.disk.baskets.delete(sale.body.basketId);
		this.disk.heads.set(head.epoch, { ...head });
	}

	async events(epoch: number, fromSeq: number, limit: number): Promise<EventRow[]> {
		const found: EventRow[] = [];
		const newest = this.disk.heads.get(epoch)?.seq ?? 0;
		for (let seq = fromSeq; seq <= newest && found.length < limit; seq++) {
			const event = this.disk.events.get(place({ epoch, seq }));
			if (event) found.push({ ...event });
		}
		return found;
	}

	async lastEvent(epoch: number): Promise<EventRow | null> {
		for (let seq = this.disk.heads.get(epoch)?.seq ?? 0; seq > 0; seq--) {
			const event = this.disk.events.get(place({ epoch, seq }));
			if (event) return { ...event };
		}
		return null;
	}

	async countEvents(): Promise<number> {
		return this.disk.events.size;
	}

	async prune(epoch: number, throughSeq: number): Promise<number> {
		const through = Math.min(throughSeq, ((await this.lastEvent(epoch))?.seq ?? 0) - 1);
		const gone = [...this.disk.events.values()].filter((event) => event.epoch === epoch && event.seq <= through);
		for (const event of gone) this.disk.events.delete(place(event));
		return gone.length;
	}

	async pruneSales(olderThan: string, keep: number, acked: ReadonlyMap<number, number>): Promise<number> {
		const oldest = [...this.disk.sales.values()].sort((a, b) => (a.at < b.at ? -1 : 1));
		const spare = Math.min(Math.max(0, oldest.length - keep), pruneStep);
		const gone = oldest
			.filter((sale) => sale.at < olderThan)
			.slice(0, spare)
			.filter((sale) => sale.seq <= (acked.get(sale.epoch) ?? 0));
		for (const sale of gone) this.disk.sales.delete(sale.saleId);
		return gone.length;
	}

	async progress(): Promise<ProgressRow[]> {
		return [...this.disk.progress.values()].sort((a, b) => a.epoch - b.epoch).map((row) => ({ ...row }));
	}

	async saveProgress(row: ProgressRow, cases: readonly CaseRow[]): Promise<void> {
		this.disk.progress.set(row.epoch, { ...row });
		for (const entry of cases) this.disk.cases.set(place(entry), entry);
	}

	async cases(): Promise<CaseRow[]> {
		return [...this.disk.cases.values()];
	}

	async sync(): Promise<SyncRow> {
		return { ...this.disk.sync };
	}

	async updateSync(change: Partial<Omit<SyncRow, 'key'>>): Promise<SyncRow> {
		this.disk.sync = { ...this.disk.sync, ...change };
		return { ...this.disk.sync };
	}

	async sale(saleId: string): Promise<SaleRow | null> {
		return this.disk.sales.get(saleId) ?? null;
	}

	async saleAt(epoch: number, seq: number): Promise<SaleRow | null> {
		return [...this.disk.sales.values()].find((sale) => sale.epoch === epoch && sale.seq === seq) ?? null;
	}

	async salesAfter({ epoch, seq }: Position): Promise<SaleRow[]> {
		const isAfter = (sale: SaleRow) => sale.epoch > epoch || (sale.epoch === epoch && sale.seq > seq);
		return [...this.disk.sales.values()].filter(isAfter);
	}

	async countSales(epoch: number, afterSeq: number): Promise<number> {
		return [...this.disk.sales.values()].filter((sale) => sale.epoch === epoch && sale.seq > afterSeq).length;
	}

	async purge(): Promise<void> {
		const { held } = this.disk;
		Object.assign(this.disk, emptyDisk(), { held });
	}
}
