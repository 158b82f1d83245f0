import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { sampleSale } from '../../../../tests/support/sample-sale';
import { DexieJournalStore } from '../db/journal-store';
import { TillDb } from '../db/till-db';
import { emptyDisk, MemoryJournalStore } from './memory-store';
import type { DeviceRecord, EventRow, HeadRow, SaleRow, StoredBasket } from './rows';
import type { JournalStore } from './store';

const grant = { epoch: 1, epochText: '{}', epochHash: 'E'.repeat(43) };
const event = (seq: number, text = '{}'): EventRow => ({
	epoch: 1,
	seq,
	text,
	hash: `hash ${String(seq)}`,
	sig: '',
	type: 'sale.completed',
	at: '2026-01-01T00:00:00.000Z'
});
const head = (seq: number): HeadRow => ({ epoch: 1, seq, hash: `hash ${String(seq)}`, lastReceiptNo: seq, grant });
const sale = (seq: number, at = '2026-01-01T00:00:00.000Z'): SaleRow => ({
	saleId: `sale ${String(seq)}`,
	v: 1,
	epoch: 1,
	seq,
	hash: '',
	receiptNumber: `S01T02-1-${String(seq).padStart(6, '0')}`,
	at,
	body: { ...sampleSale, basketId: `basket ${String(seq)}` },
	privateText: null,
	receiptToken: '',
	staffId: null,
	staffName: '',
	copies: 0,
	shown: true
});

let databases = 0;
type Opened = { store: JournalStore; baskets: () => Promise<string[]> };
const stores: [string, () => Opened][] = [
	[
		'memory',
		() => {
			const disk = emptyDisk();
			return { store: new MemoryJournalStore(disk), baskets: () => Promise.resolve([...disk.baskets.keys()]) };
		}
	],
	[
		'Dexie',
		() => {
			const db = new TillDb(`stores-${String(++databases)}`);
			return { store: new DexieJournalStore(db), baskets: () => db.baskets.toCollection().primaryKeys() };
		}
	]
];

describe.each(stores)('the journal in %s', (_, open) => {
	let store: JournalStore;
	let baskets: Opened['baskets'];
	beforeEach(() => {
		({ store, baskets } = open());
	});

	it('writes nothing when the place is taken', async () => {
		expect(await store.append([event(1)], head(1), { sale: sale(1) })).toBe('written');
		expect(await store.append([event(1, 'other')], head(1), { sale: sale(2) })).toBe('head_moved');
		expect((await store.lastEvent(1))?.text).toBe('{}');
		expect(await store.sale('sale 2')).toBeNull();
	});

	it('refuses a second sale with the same id, and writes nothing of it', async () => {
		await store.append([event(1)], head(1), { sale: sale(1) });
		expect(await store.append([event(2)], head(2), { sale: { ...sale(2), saleId: 'sale 1' } })).toBe('head_moved');
		expect(await store.head()).toMatchObject({ seq: 1 });
		expect(await store.countEvents()).toBe(1);
	});

	it('puts events and sales back, keeps the sales it has, and ends their baskets', async () => {
		await store.append([event(1)], head(1), {
			sale: { ...sale(1), receiptToken: 'known' },
			baskets: [
				{
					id: 'basket 2',
					v: 1,
					state: 'current',
					basket: { id: 'basket 2', openedAtMs: 0, lines: [], discount: null, member: null, note: null },
					tenders: [],
					saleId: 'sale 2',
					staffId: null,
					changedAtMs: 0,
					label: null
				}
			]
		});
		await store.restore([event(1), event(2)], head(2), [sale(1), sale(2)]);
		expect(await store.sale('sale 1')).toMatchObject({ receiptToken: 'known' });
		expect(await store.sale('sale 2')).toMatchObject({ seq: 2 });
		expect(await store.head()).toMatchObject({ seq: 2 });
	});

	it('forgets events up to a number, but never the newest of an epoch', async () => {
		for (const seq of [1, 2, 3]) await store.append([event(seq)], head(seq), {});
		expect(await store.prune(1, 99)).toBe(2);
		expect((await store.events(1, 1, 9)).map(({ seq }) => seq)).toEqual([3]);
	});

	it('forgets old sales that the server has, and keeps the newest', async () => {
		for (const seq of [1, 2, 3, 4]) {
			await store.append([event(seq)], head(seq), { sale: sale(seq, `2026-01-0${String(seq)}T00:00:00.000Z`) });
		}
		const acked = new Map([[1, 1]]);
		expect(await store.pruneSales('2026-01-04T00:00:00.000Z', 2, acked)).toBe(1);
		expect(await store.sale('sale 1')).toBeNull();
		expect(await store.sale('sale 2')).not.toBeNull();
		expect(await store.pruneSales('2026-02-01T00:00:00.000Z', 3, new Map([[1, 4]]))).toBe(0);
	});

	it('sets a former device’s events aside when another is enrolled, and keeps them until they are handed over', async () => {
		const deviceOf = (deviceId: string) => ({ key: 'device', v: 1, deviceId, tillId: 'till' }) as DeviceRecord;
		await store.adopt(deviceOf('first'));
		for (const seq of [1, 2]) await store.append([event(seq)], head(seq), {});
		await store.adopt(deviceOf('second'));
		expect(await store.countEvents()).toBe(0);
		await store.append([event(3)], head(3), {});
		await store.purge();
		const held = await store.held();
		expect(held.map(({ deviceId, seq }) => [deviceId, seq]).sort()).toEqual([
			['first', 1],
			['first', 2]
		]);
		await store.dropHeld({ deviceId: 'first', tillId: 'till', epoch: 1, lastSeq: 1 });
		expect((await store.held()).map(({ seq }) => seq)).toEqual([2]);
	});

	it('keeps the baskets of a device that becomes the same till again, and of no other', async () => {
		const deviceOf = (tillId: string) => ({ key: 'device', v: 1, deviceId: 'any', tillId }) as DeviceRecord;
		await store.adopt(deviceOf('till'));
		await store.append([event(1)], head(1), { baskets: [{ id: 'parked' } as StoredBasket] });
		await store.adopt(deviceOf('till'));
		await store.append([event(1)], head(1), {});
		expect(await baskets()).toEqual(['parked']);
		await store.adopt(deviceOf('other'));
		expect(await baskets()).toEqual([]);
	});

	it('does not set aside a journal that has its key', async () => {
		await store.adopt({ key: 'device', v: 1, deviceId: 'first', tillId: 'till' } as DeviceRecord);
		await store.append([event(1)], head(1), {});
		await expect(store.setAside()).rejects.toThrow('with its key');
		expect(await store.countEvents()).toBe(1);
	});

	it('holds nothing of the device after a purge', async () => {
		await store.append([event(1)], head(1), { sale: sale(1) });
		await store.updateSync({ token: 'secret', deviceState: 'retired' });
		await store.purge();
		expect(await store.countEvents()).toBe(0);
		expect(await store.head()).toBeNull();
		expect(await store.sale('sale 1')).toBeNull();
		expect(await store.sync()).toMatchObject({ token: null, deviceState: 'active' });
	});
});
