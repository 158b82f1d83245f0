/**
 * The till's own database: what must never be lost. Its transactions are strict: they end when the disk has them.
 * The catalogue lives in another one, because it can be fetched again and strictness would only slow it down.
 */
import Dexie, { type EntityTable, type Table } from 'dexie';
import type {
	CaseRow,
	DeviceRecord,
	EventRow,
	HeadRow,
	HeldRow,
	ProgressRow,
	SaleRow,
	StoredBasket,
	SyncRow
} from '../journal/rows';
import { delayAfter } from '../staff/delay';

/** Misses of one person at the PIN pad of this device, and the delay the newest one brought. */
export type StaffTries = {
	staffId: string;
	misses: number;
	delayMs: number;
	/** Corrected time of the newest miss; former versions did not note it. */
	atMs?: number;
};

/** Choices that belong to this device alone: camera, printer, sound. */
export type Preference = { key: string; value: unknown };

export class TillDb extends Dexie {
	declare device: EntityTable<DeviceRecord, 'key'>;
	declare events: Table<EventRow, [number, number]>;
	declare heads: EntityTable<HeadRow, 'epoch'>;
	declare held: EntityTable<HeldRow, 'hash'>;
	declare progress: EntityTable<ProgressRow, 'epoch'>;
	declare cases: Table<CaseRow, [number, number]>;
	declare sales: EntityTable<SaleRow, 'saleId'>;
	declare baskets: EntityTable<StoredBasket, 'id'>;
	declare sync: EntityTable<SyncRow, 'key'>;
	declare tries: EntityTable<StaffTries, 'staffId'>;
	declare preferences: EntityTable<Preference, 'key'>;

	constructor(name = 'tillit-till') {
		super(name, { chromeTransactionDurability: 'strict' });
		this.version(1).stores({
			device: 'key',
			events: '[epoch+seq]',
			heads: 'epoch',
			progress: 'epoch',
			cases: '[epoch+seq]',
			sales: 'saleId, receiptNumber, at',
			baskets: 'id, state',
			sync: 'key',
			tries: 'staffId',
			preferences: 'key'
		});
		// 2: a sale is found by the place of its event; rows of early tills lack what was added since.
		this.version(2)
			.stores({ sales: 'saleId, receiptNumber, at, [epoch+seq]' })
			.upgrade(async (step) => {
				await step.table<Partial<SaleRow>>('sales').toCollection().modify(completeSale);
				await step.table<Partial<StoredBasket>>('baskets').toCollection().modify(completeBasket);
			});
		// 3: what a former device left is set aside here until the server has it.
		this.version(3).stores({ held: 'hash' });
		// 4: a delay at the PIN pad is a length, not a time of day that a person can move.
		this.version(4).upgrade((step) => step.table<Partial<StaffTries>>('tries').toCollection().modify(completeTries));
		// 5: the facts of the connection say whose they are, so that the device's keys need not be read for it.
		this.version(5).upgrade(async (step) => {
			const device = await step.table<DeviceRecord>('device').toCollection().first();
			if (device) await step.table<SyncRow>('sync').toCollection().modify({ deviceId: device.deviceId });
		});
	}
}

function completeSale(row: Partial<SaleRow>): void {
	Object.assign(row, { privateText: null, receiptToken: '', staffName: '', copies: 0, shown: true, ...row, v: 1 });
}

function completeTries(row: Partial<StaffTries>): void {
	row.delayMs ??= delayAfter(row.misses ?? 0);
}

function completeBasket(row: Partial<StoredBasket>): void {
	Object.assign(row, { tenders: [], staffId: null, changedAtMs: 0, label: null, ...row, v: 1 });
}
