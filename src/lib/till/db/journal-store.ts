import Dexie from 'dexie';
import type { Beside, JournalStore, Standing } from '../journal/store';
import { heldOf, isSameJournal, type HeldJournal } from '../journal/held';
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
	type SyncRow
} from '../journal/rows';
import type { TillDb } from './till-db';

const untouched = untouchedSync(false, 'dev');

/** The journal's store on Dexie. */
export class DexieJournalStore implements JournalStore {
	/** The newest one read: its keys cost more to read than all the rest of what an append starts from. */
	private known: DeviceRecord | null = null;

	constructor(private readonly db: TillDb) {}

	async reopen(): Promise<void> {
		this.db.close({ disableAutoOpen: false });
		await this.db.open();
	}

	standing(): Promise<Standing> {
		return this.db.transaction('r', this.db.device, this.db.heads, this.db.sync, async () => {
			const [head, sync, count] = await Promise.all([this.head(), this.sync(), this.db.device.count()]);
			const isKnown = count > 0 && this.known !== null && sync.deviceId === this.known.deviceId;
			if (!isKnown) this.known = await this.device();
			return { device: this.known, head, sync };
		});
	}

	async device(): Promise<DeviceRecord | null> {
		return (await this.db.device.get('device')) ?? null;
	}

	async adopt(device: DeviceRecord): Promise<void> {
		await this.db.transaction('rw', this.db.tables, async () => {
			const [formerSync, former] = await Promise.all([this.db.sync.get('sync'), this.device()]);
			await this.moveAside();
			const kept = former?.tillId === device.tillId ? [...outlives, this.db.baskets.name] : outlives;
			for (const table of this.db.tables) if (!kept.includes(table.name)) await table.clear();
			await this.db.device.add(device);
			await this.db.sync.put({
				...untouched,
				deviceId: device.deviceId,
				storageKept: formerSync?.storageKept ?? false,
				appVersion: formerSync?.appVersion ?? 'dev'
			});
		});
	}

	async setAside(): Promise<void> {
		const { device, events, heads, progress, cases, held } = this.db;
		await this.db.transaction('rw', [device, events, heads, progress, cases, held], async () => {
			if (await device.get('device')) throw new Error('a journal with its key is not set aside');
			await this.moveAside();
			for (const table of [events, heads, progress, cases]) await table.clear();
		});
	}

	private async moveAside(): Promise<void> {
		const [device, heads, events] = await Promise.all([this.device(), this.heads(), this.db.events.toArray()]);
		await this.db.held.bulkPut(heldOf(events, heads, device));
	}

	async held(): Promise<HeldRow[]> {
		return this.db.held.toArray();
	}

	async dropHeld(journal: Omit<HeldJournal, 'state'>): Promise<void> {
		await this.db.held.filter((row) => isSameJournal(row, journal) && row.seq <= journal.lastSeq).delete();
	}

	async head(): Promise<HeadRow | null> {
		return (await this.db.heads.orderBy('epoch').last()) ?? null;
	}

	heads(): Promise<HeadRow[]> {
		return this.db.heads.orderBy('epoch').toArray();
	}

	async append(events: readonly EventRow[], head: HeadRow, beside: Beside): Promise<'written' | 'head_moved'> {
		try {
			await this.db.transaction('rw', this.db.events, this.db.heads, this.db.sales, this.db.baskets, async () => {
				const writes: PromiseLike<unknown>[] = events.map((event) => this.db.events.add(event));
				writes.push(this.db.heads.put(head), ...this.besides(beside));
				await Promise.all(writes);
			});
			return 'written';
		} catch (error) {
			if (isTaken(error)) return 'head_moved';
			throw error;
		}
	}

	private besides({ sale, basketsGone, baskets, copyOf }: Beside): PromiseLike<unknown>[] {
		const writes: PromiseLike<unknown>[] = [];
		if (sale) writes.push(this.db.sales.add(sale));
		if (basketsGone?.length) writes.push(this.db.baskets.bulkDelete(basketsGone));
		if (baskets?.length) writes.push(this.db.baskets.bulkPut(baskets));
		if (copyOf) writes.push(this.db.sales.update(copyOf.saleId, { copies: copyOf.copies }));
		return writes;
	}

	async restore(events: readonly EventRow[], head: HeadRow, sales: readonly SaleRow[]): Promise<void> {
		const { events: journal, heads, sales: finished, baskets } = this.db;
		await this.db.transaction('rw', journal, heads, finished, baskets, async () => {
			await journal.bulkPut([...events]);
			await heads.put(head);
			const known = new Set(
				await finished
					.where('saleId')
					.anyOf(sales.map((sale) => sale.saleId))
					.primaryKeys()
			);
			await finished.bulkAdd(sales.filter((sale) => !known.has(sale.saleId)));
			await baskets.bulkDelete(sales.map((sale) => sale.body.basketId));
		});
	}

	events(epoch: number, fromSeq: number, limit: number): Promise<EventRow[]> {
		return this.db.events
			.where('[epoch+seq]')
			.between([epoch, fromSeq], [epoch, Dexie.maxKey], true, true)
			.limit(limit)
			.toArray();
	}

	async lastEvent(epoch: number): Promise<EventRow | null> {
		const range = this.db.events.where('[epoch+seq]').between([epoch, Dexie.minKey], [epoch, Dexie.maxKey]);
		return (await range.last()) ?? null;
	}

	countEvents(): Promise<number> {
		return this.db.events.count();
	}

	async prune(epoch: number, throughSeq: number): Promise<number> {
		return this.db.transaction('rw', this.db.events, async () => {
			const last = await this.lastEvent(epoch);
			const through = Math.min(throughSeq, (last?.seq ?? 0) - 1);
			if (through < 1) return 0;
			return this.db.events.where('[epoch+seq]').between([epoch, 0], [epoch, through], true, true).delete();
		});
	}

	pruneSales(olderThan: string, keep: number, acked: ReadonlyMap<number, number>): Promise<number> {
		const { sales } = this.db;
		return this.db.transaction('rw', sales, async () => {
			const spare = Math.min((await sales.count()) - keep, pruneStep);
			if (spare <= 0) return 0;
			const oldest = await sales.where('at').below(olderThan).limit(spare).toArray();
			const gone = oldest.filter((sale) => sale.seq <= (acked.get(sale.epoch) ?? 0));
			await sales.bulkDelete(gone.map((sale) => sale.saleId));
			return gone.length;
		});
	}

	progress(): Promise<ProgressRow[]> {
		return this.db.progress.orderBy('epoch').toArray();
	}

	async saveProgress(row: ProgressRow, cases: readonly CaseRow[]): Promise<void> {
		await this.db.transaction('rw', this.db.progress, this.db.cases, async () => {
			await this.db.progress.put(row);
			if (cases.length > 0) await this.db.cases.bulkPut([...cases]);
		});
	}

	cases(): Promise<CaseRow[]> {
		return this.db.cases.toArray();
	}

	async sync(): Promise<SyncRow> {
		return { ...untouched, ...(await this.db.sync.get('sync')) };
	}

	updateSync(change: Partial<Omit<SyncRow, 'key'>>): Promise<SyncRow> {
		return this.db.transaction('rw', this.db.sync, async () => {
			const row = { ...untouched, ...(await this.db.sync.get('sync')), ...change };
			await this.db.sync.put(row);
			return row;
		});
	}

	async sale(saleId: string) {
		return (await this.db.sales.get(saleId)) ?? null;
	}

	async saleAt(epoch: number, seq: number): Promise<SaleRow | null> {
		return (await this.db.sales.where('[epoch+seq]').equals([epoch, seq]).first()) ?? null;
	}

	salesAfter({ epoch, seq }: Position): Promise<SaleRow[]> {
		return this.db.sales.where('[epoch+seq]').above([epoch, seq]).toArray();
	}

	countSales(epoch: number, afterSeq: number): Promise<number> {
		return this.db.sales.where('[epoch+seq]').between([epoch, afterSeq], [epoch, Dexie.maxKey], false, true).count();
	}

	async purge(): Promise<void> {
		await this.db.transaction('rw', this.db.tables, async () => {
			for (const table of this.db.tables) if (!outlives.includes(table.name)) await table.clear();
		});
	}
}

/** What is not the device's own: the choices of this tablet, and what a former device of it still has to hand over. */
const outlives: readonly string[] = ['preferences', 'held'];

/** Whether a write failed because the key was there already. Dexie wraps it once when the transaction aborts. */
function isTaken(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	if (error.name === 'ConstraintError') return true;
	return 'inner' in error && isTaken(error.inner);
}
