import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { describe, expect, it } from 'vitest';
import { sampleSale } from '../../../../tests/support/sample-sale';
import { append } from '../journal/append';
import { nodePorts } from '../../../../tests/support/node-ports';
import { enrolledRig } from '../../../../tests/support/till-rig';
import { DeskStore } from './desk-store';
import { DexieJournalStore } from './journal-store';
import { TillDb } from './till-db';

/** The schema of the first tills, as it was. */
const first = {
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
};

/** A till of the first version, with the rows of one that sold; its key and journal are real. */
async function formerTill(name: string) {
	const rig = await enrolledRig();
	const former = new Dexie(name);
	former.version(1).stores(first);
	for (const table of ['device', 'events', 'heads', 'progress']) {
		await former.table(table).bulkPut(await rig.db.table(table).toArray());
	}
	const { deviceId: _, ...sync } = await rig.store.sync();
	await former.table('sync').put(sync);
	const place = { epoch: 1, seq: 2, at: '2026-01-01T00:00:00.000Z', hash: 'h' };
	await former.table('sales').put({ saleId: 'old', receiptNumber: 'S01T02-1-000001', body: sampleSale, ...place });
	await former.table('tries').put({ staffId: 'ada', misses: 6, blockedUntilMs: 1 });
	await former.table('baskets').put({ id: 'b', state: 'parked', basket: { lines: [] }, saleId: 's' });
	former.close();
	return rig;
}

describe('the device that an append starts from', () => {
	it('is the one another tab became, and none where the key is gone', async () => {
		const { name, store, device } = await enrolledRig();
		expect((await store.standing()).device).toMatchObject({ deviceId: device.deviceId });
		const otherTab = new DexieJournalStore(new TillDb(name));
		await otherTab.adopt({ ...device, deviceId: 'the next one' });
		expect((await store.standing()).device).toMatchObject({ deviceId: 'the next one' });
		await otherTab.purge();
		expect((await store.standing()).device).toBeNull();
	});
});

describe('the database of a former version', () => {
	it('is opened with everything in it, and older rows are complete', async () => {
		const { device } = await formerTill('former-1');
		const db = new TillDb('former-1');
		await db.open();
		expect(db.verno).toBe(5);
		expect(await db.sync.get('sync')).toMatchObject({ deviceId: device.deviceId });
		expect(await new DexieJournalStore(db).held()).toEqual([]);
		expect(await db.tries.toArray()).toMatchObject([{ staffId: 'ada', misses: 6, delayMs: 60_000 }]);
		const store = new DexieJournalStore(db);
		expect((await store.events(1, 1, 9)).map(({ seq }) => seq)).toEqual([1, 2]);
		expect(await store.saleAt(1, 2)).toMatchObject({ saleId: 'old', v: 1, copies: 0, shown: true, receiptToken: '' });
		const [basket] = await new DeskStore(db).baskets('parked');
		expect(basket).toMatchObject({ id: 'b', v: 1, tenders: [], label: null });
		db.close();
	});

	it('is gone on with: the next event follows the old head under the old key', async () => {
		await formerTill('former-2');
		const store = new DexieJournalStore(new TillDb('former-2'));
		const draft = { type: 'drawer.opened', body: { reason: 'no_sale' }, staffId: null } as const;
		const written = await append({ ports: nodePorts(), store, copies: null }, () => draft);
		expect(written).toMatchObject({ ok: true, row: { epoch: 1, seq: 3 } });
	});
});
