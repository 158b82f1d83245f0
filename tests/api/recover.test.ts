/** What is left of a journal whose key is gone, or whose device the server no longer knows, through the real endpoints. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addOpenItem, newBasket } from '../../src/lib/domain/basket/lines';
import { answerRecover } from '../../src/lib/server/journal/answer-recover';
import { decideHeldPush } from '../../src/lib/server/journal/held-push';
import { importJournal } from '../../src/lib/server/journal/import-file';
import { reportStolen } from '../../src/lib/server/tills/device-end';
import { loopback } from '../../src/lib/server/tills/loopback';
import { enrol } from '../../src/lib/till/device/enrol';
import { HeadlessTill, type SellingTerms } from '../../src/lib/till/headless';
import type { JournalContext } from '../../src/lib/till/journal/append';
import { emptyDisk, MemoryJournalStore } from '../../src/lib/till/journal/memory-store';
import { exportLines } from '../../src/lib/till/journal/export';
import { listHeld, readHeld } from '../../src/lib/till/journal/held';
import { recoverHeld } from '../../src/lib/till/journal/recover';
import { Segments } from '../../src/lib/till/journal/segments';
import { listCopies, startUp } from '../../src/lib/till/journal/start-up';
import { toWire } from '../../src/lib/till/sync/batch';
import { memoryPorts, SetClock } from '../../src/lib/till/memory-ports';
import { MemoryFolder } from '../support/memory-folder';
import { shopIds, TestShop } from '../support/test-shop';

const terms: SellingTerms = {
	store: { storeId: shopIds.store, zone: 'Europe/Berlin', cashStepMinor: 1 },
	price: { currency: 'EUR', pricesIncludeTax: true, taxMode: 'receipt', taxRates: [{ id: 'reduced', rateBp: 700 }] }
};
const seller = { staffId: shopIds.cashier, staffName: 'Carl' };
const input = (code: string) => ({ code, deviceName: 'Tablet', appVersion: 'test' });

let shop: TestShop;
beforeEach(async () => {
	shop = await TestShop.open();
});
afterEach(() => shop.close());

/** A browser: its files and marks outlive its database. `bare`: it has neither, only the database. */
class Browser {
	readonly folder = new MemoryFolder();
	readonly disk = emptyDisk();
	#files = 0;
	isOffline = false;
	readonly bare: boolean;
	readonly #ports = memoryPorts({
		clock: new SetClock(shop.ports.now()),
		random: { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
		subtle: crypto.subtle,
		fetch: (path, init) => (this.isOffline ? Promise.reject(new TypeError('offline')) : loopback(shop.app)(path, init))
	});
	context: JournalContext;

	constructor({ bare = false } = {}) {
		this.bare = bare;
		this.context = this.start();
	}

	start(): JournalContext {
		const copies = this.bare ? null : new Segments(this.folder, () => `f${String(++this.#files)}`);
		const ports = this.bare ? { ...this.#ports, marks: null } : this.#ports;
		this.context = { ports, store: new MemoryJournalStore(this.disk), copies };
		return this.context;
	}

	async enrol(): Promise<void> {
		const enrolled = await enrol(this.context, input(await shop.code()));
		if (!enrolled.ok) throw new Error(JSON.stringify(enrolled));
	}

	async sell(times: number): Promise<void> {
		const till = new HeadlessTill(this.context);
		for (let n = 0; n < times; n++) {
			const nowMs = shop.ports.now();
			const item = { name: 'Sandwich', priceMinor: 450, taxRateId: 'reduced' };
			const basket = addOpenItem(newBasket(till.newId(), nowMs), item, { lineId: till.newId(), nowMs, taxRateBp: 700 });
			if (!basket.ok) throw new Error(basket.code);
			const rung = await till.ringUp({ basket: basket.basket, pay: 'cash', terms, seller });
			if (!rung.ok) throw new Error(rung.code);
		}
	}

	send() {
		return new HeadlessTill(this.context).send();
	}

	/** Of the database only the key is gone. */
	loseKey(): void {
		this.disk.device = null;
	}

	/** The browser replaces its database by an empty one. */
	loseDatabase(): void {
		Object.assign(this.disk, emptyDisk());
	}

	/** What an enrolled till still holds of others. */
	async heldBeside() {
		const { deviceId = null } = this.disk.device ?? {};
		return listHeld(this.context, await listCopies(this.context), deviceId);
	}

	async held() {
		const found = await startUp(this.start());
		if (found.kind !== 'key_lost') throw new Error(found.kind);
		return found.held;
	}
}

const numbers = () =>
	shop
		.rows<{ n: string }>('SELECT receipt_number AS n FROM sales ORDER BY receipt_number')
		.then((rows) => rows.map(({ n }) => n));

describe('a journal whose key is gone', () => {
	it('is handed over from the copy and booked once; the till goes on in a new epoch', async () => {
		const tablet = new Browser();
		await tablet.enrol();
		await tablet.sell(2);
		await tablet.send();
		await tablet.sell(3);
		tablet.loseDatabase();
		const held = await tablet.held();
		expect(held).toMatchObject([{ epoch: 1, lastSeq: 7 }]);
		expect(await recoverHeld(tablet.context, held)).toEqual(held);
		expect(tablet.folder.files.size).toBe(0);
		expect(await shop.count('sales')).toBe(5);
		// A second tab that still shows it finds nothing more to hand over.
		expect(await recoverHeld(tablet.context, held)).toEqual(held);
		expect(await shop.count('sales')).toBe(5);
		await tablet.enrol();
		await tablet.sell(1);
		expect(await tablet.send()).toMatchObject({ ok: true });
		expect(await numbers()).toEqual([...[1, 2, 3, 4, 5].map((n) => `S01T01-1-00000${String(n)}`), 'S01T01-2-000001']);
		expect(await shop.count('cases')).toBe(0);
	});

	it('is handed over after the new enrolment just as well', async () => {
		const tablet = new Browser();
		await tablet.enrol();
		await tablet.sell(2);
		tablet.loseDatabase();
		const held = await tablet.held();
		await tablet.enrol();
		expect(await recoverHeld(tablet.context, held)).toEqual(held);
		expect(await shop.count('sales')).toBe(2);
	});

	it('is kept through a new enrolment that came before anybody sent it, and sent once the network is back', async () => {
		const tablet = new Browser({ bare: true });
		await tablet.enrol();
		await tablet.sell(2);
		await tablet.send();
		await tablet.sell(3);
		tablet.loseKey();
		// The page loads, the code is typed at once, and the server is gone again before anything was handed over.
		const held = await tablet.held();
		await tablet.enrol();
		tablet.isOffline = true;
		expect(await recoverHeld(tablet.context, await tablet.heldBeside())).toEqual([]);
		tablet.start();
		expect(await startUp(tablet.context)).toMatchObject({ kind: 'ready', lost: null });
		expect(await tablet.heldBeside()).toEqual(held);
		tablet.isOffline = false;
		expect(await recoverHeld(tablet.context, await tablet.heldBeside())).toEqual(held);
		expect(await tablet.heldBeside()).toEqual([]);
		await tablet.sell(1);
		expect(await tablet.send()).toMatchObject({ ok: true });
		expect(await numbers()).toEqual([...[1, 2, 3, 4, 5].map((n) => `S01T01-1-00000${String(n)}`), 'S01T01-2-000001']);
	});

	it('is known by its signatures when nothing says any more which device made it', async () => {
		const tablet = new Browser({ bare: true });
		await tablet.enrol();
		await tablet.sell(2);
		tablet.loseKey();
		tablet.disk.heads.clear();
		for (const [place, row] of tablet.disk.events) if (row.type !== 'sale.completed') tablet.disk.events.delete(place);
		const held = await tablet.held();
		expect(held).toMatchObject([{ deviceId: null, epoch: 1, lastSeq: 4 }]);
		expect(await recoverHeld(tablet.context, held)).toEqual(held);
		expect(await numbers()).toEqual(['S01T01-1-000001', 'S01T01-1-000002']);
	});

	it('is booked from the file that the till saved, once', async () => {
		const tablet = new Browser();
		await tablet.enrol();
		await tablet.sell(2);
		tablet.loseDatabase();
		await tablet.held();
		await tablet.enrol();
		await tablet.sell(1);
		const text = await exportLines(tablet.context, await tablet.heldBeside());
		const wish = { text, leaveOut: false, actor: { kind: 'system' } } as const;
		expect(await importJournal(shop.db, shop.ports, wish)).toMatchObject({
			ok: true,
			report: { events: 7, booked: 7 }
		});
		expect(await importJournal(shop.db, shop.ports, wish)).toMatchObject({ ok: true, report: { booked: 0, known: 7 } });
		expect(await tablet.send()).toMatchObject({ ok: true });
		await recoverHeld(tablet.context, await tablet.heldBeside());
		expect(await numbers()).toEqual(['S01T01-1-000001', 'S01T01-1-000002', 'S01T01-2-000001']);
		expect(await shop.count('cases')).toBe(0);
	});

	it('waits for a manager when the device was stolen', async () => {
		const tablet = new Browser();
		await tablet.enrol();
		await tablet.sell(2);
		await tablet.send();
		const { deviceId = '' } = tablet.disk.device ?? {};
		await tablet.sell(1);
		await reportStolen(shop.db, shop.ports, deviceId, { kind: 'staff', id: shopIds.manager });
		tablet.loseDatabase();
		await recoverHeld(tablet.context, await tablet.held());
		expect(await shop.count('sales')).toBe(2);
		expect(await shop.count('held_pushes')).toBe(1);
	});

	it('of a device nobody knows stays where it is, and stores nothing', async () => {
		const tablet = new Browser();
		await tablet.enrol();
		await tablet.sell(1);
		tablet.loseDatabase();
		const [held] = await tablet.held();
		const files = new Map(
			[...tablet.folder.files].map(([name, text]) => [name, text.replaceAll(held?.deviceId ?? '-', shopIds.cashier)])
		);
		for (const [name, text] of files) tablet.folder.files.set(name, text);
		expect(await recoverHeld(tablet.context, await tablet.held())).toEqual([]);
		expect(tablet.folder.files.size).toBe(1);
		expect(await shop.count('journal_events')).toBe(0);
	});

	it('with forged events stores nothing of them', async () => {
		const tablet = new Browser();
		await tablet.enrol();
		await tablet.sell(1);
		tablet.loseDatabase();
		for (const [name, text] of tablet.folder.files) {
			const forged = text
				.replaceAll(/"sig":"[^"]{4}/g, '"sig":"AAAA')
				.replaceAll('\\"dueMinor\\":450', '\\"dueMinor\\":1');
			tablet.folder.files.set(name, forged);
		}
		expect(await recoverHeld(tablet.context, await tablet.held())).toEqual([]);
		expect(tablet.folder.files.size).toBe(1);
		expect(await shop.count('journal_events')).toBe(0);
		expect(await shop.count('held_pushes')).toBe(0);
	});

	it('keeps a copy whose line in the middle is damaged, and hands over the rest', async () => {
		const tablet = new Browser();
		await tablet.enrol();
		await tablet.sell(4);
		tablet.loseDatabase();
		for (const [name, text] of tablet.folder.files) {
			const lines = text.split('\n').filter((line) => !line.startsWith('{"epoch":1,"seq":4,'));
			tablet.folder.files.set(name, lines.join('\n'));
		}
		const held = await tablet.held();
		expect(await recoverHeld(tablet.context, held)).toEqual(held);
		expect(await numbers()).toEqual([1, 3, 4].map((n) => `S01T01-1-00000${String(n)}`));
		expect(await shop.count('cases')).toBe(1);
	});
});

describe('a server restored from before the enrolment', () => {
	/** As a backup from before the enrolment would leave it. */
	async function forgetDevices(): Promise<void> {
		const facts = ['stock_movements', 'sale_tenders', 'sale_taxes', 'sale_lines', 'sales', 'journal_events'];
		const tables = [...facts, 'epochs', 'till_sessions', 'card_leases', 'devices'];
		await shop.rows(`
			${tables.map((table) => `ALTER TABLE ${table} DISABLE TRIGGER USER; DELETE FROM ${table};`).join('\n')}
			${tables.map((table) => `ALTER TABLE ${table} ENABLE TRIGGER USER;`).join('\n')}
			UPDATE installation SET generation = generation + 1`);
	}

	it('is told of by the till, and after a new code gets its whole journal, each sale once', async () => {
		const tablet = new Browser();
		await tablet.enrol();
		await tablet.sell(3);
		await tablet.send();
		const former = tablet.disk.device?.deviceId;
		await forgetDevices();
		await tablet.sell(2);
		const refused = await tablet.send();
		expect(refused).toMatchObject({ ok: false, kind: 'refused', code: 'till_unknown' });
		expect(await enrol(tablet.context, input(await shop.code()))).toMatchObject({ code: 'already_enrolled' });
		await tablet.context.store.updateSync({ lastError: 'till_unknown' });
		await tablet.enrol();
		await tablet.sell(1);
		expect(await tablet.send()).toMatchObject({ ok: true });
		const heads = (await tablet.context.copies?.heads()) ?? [];
		const held = heads
			.filter(({ origin }) => origin.deviceId === former)
			.map(({ origin, last }) => ({ ...origin, lastSeq: last?.seq ?? 0 }));
		expect(await recoverHeld(tablet.context, held)).toEqual(held);
		expect(await numbers()).toEqual([...[1, 2, 3, 4, 5].map((n) => `S01T01-1-00000${String(n)}`), 'S01T01-2-000001']);
		expect(await shop.rows(`SELECT action, object FROM audit_log WHERE action = 'device.readmitted'`)).toEqual([
			{ action: 'device.readmitted', object: former }
		]);
	});

	it('is handed a journal that no file could take', async () => {
		const tablet = new Browser({ bare: true });
		await tablet.enrol();
		await tablet.sell(3);
		await tablet.send();
		await forgetDevices();
		await tablet.sell(1);
		await tablet.context.store.updateSync({ lastError: 'till_unknown' });
		await tablet.enrol();
		const held = await tablet.heldBeside();
		expect(await recoverHeld(tablet.context, held)).toEqual(held);
		expect(await numbers()).toEqual([1, 2, 3, 4].map((n) => `S01T01-1-00000${String(n)}`));
	});

	it('takes the rest of a journal whose beginning the till has let go of, with a case', async () => {
		const tablet = new Browser();
		await tablet.enrol();
		await tablet.sell(4);
		await tablet.send();
		await forgetDevices();
		await tablet.context.store.prune(1, 4);
		tablet.folder.files.clear();
		await tablet.context.store.updateSync({ lastError: 'till_unknown' });
		await tablet.context.store.updateSync({ token: null });
		const former = tablet.disk.device;
		tablet.start();
		await tablet.enrol();
		const held = [{ deviceId: former?.deviceId ?? '', tillId: former?.tillId ?? '', epoch: 1, lastSeq: 6 }];
		expect(await recoverHeld(tablet.context, held)).toEqual(held);
		expect(await numbers()).toEqual([3, 4].map((n) => `S01T01-1-00000${String(n)}`));
		expect(await shop.count('cases')).toBe(1);
	});

	async function bookHeld(): Promise<void> {
		for (const { id } of await shop.rows<{ id: string }>(`SELECT id FROM held_pushes ORDER BY received_at, id`)) {
			const wish = { id, decision: 'booked', staffId: shopIds.manager } as const;
			expect(await decideHeldPush(shop.db, shop.ports, wish)).toMatchObject({ ok: true });
		}
	}

	/** The tablet is made another till, and hands over what it holds of its former one. */
	async function becomeAnotherTill(tablet: Browser): Promise<void> {
		await tablet.context.store.updateSync({ lastError: 'till_unknown' });
		const former = tablet.disk.device;
		expect(await enrol(tablet.context, input(await shop.code(shopIds.tillB)))).toMatchObject({ ok: true });
		await tablet.sell(1);
		expect(await tablet.send()).toMatchObject({ ok: true });
		const held = await tablet.heldBeside();
		expect(held.map(({ deviceId }) => deviceId)).toEqual([former?.deviceId]);
		expect(await recoverHeld(tablet.context, held)).toEqual(held);
	}

	it('keeps the journal of what was another till for a manager, who books it once', async () => {
		const tablet = new Browser({ bare: true });
		await tablet.enrol();
		await tablet.sell(2);
		await forgetDevices();
		await becomeAnotherTill(tablet);
		expect(await numbers()).toEqual(['S01T02-1-000001']);
		expect(await shop.count('held_pushes')).toBeGreaterThan(0);
		await bookHeld();
		expect(await numbers()).toEqual(['S01T01-1-000001', 'S01T01-1-000002', 'S01T02-1-000001']);
	});

	it('makes a till again that it has forgotten, under another code when that is taken', async () => {
		const tablet = new Browser({ bare: true });
		await tablet.enrol();
		await tablet.sell(1);
		await forgetDevices();
		await shop.rows(
			`DELETE FROM enrolment_codes; UPDATE tills SET id = gen_random_uuid() WHERE id = '${shopIds.tillA}'`
		);
		await becomeAnotherTill(tablet);
		await bookHeld();
		expect(await numbers()).toEqual(['S01T01-1-000001', 'S01T02-1-000001']);
		expect(await shop.rows(`SELECT code FROM tills WHERE id = '${shopIds.tillA}'`)).toEqual([{ code: 'S01T01B' }]);
	});
});

describe('strangers who hand over journals', () => {
	const handOver = (address: string, body: object) =>
		answerRecover(
			shop.app,
			new Request('http://shop.test/api/sync/recover', {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body)
			}),
			address
		);

	it('are stopped after some, by address and by till, and the till itself soon goes on', async () => {
		const tablet = new Browser();
		await tablet.enrol();
		await tablet.sell(1);
		tablet.loseKey();
		const [held] = await tablet.held();
		if (!held) throw new Error('nothing is held');
		const { lines } = await readHeld(tablet.context, held);
		const events = lines.map((line) => ({ ...toWire(line), sig: 'A'.repeat(86) }));
		const forged = { deviceId: null, epoch: 1, events };
		for (let n = 0; n < 40; n++) expect((await handOver('192.0.2.1', forged)).status).toBe(422);
		const stopped = await handOver('192.0.2.1', forged);
		expect(stopped.status).toBe(429);
		expect(Number(stopped.headers.get('retry-after'))).toBeLessThanOrEqual(60);
		for (let n = 0; n < 20; n++) expect((await handOver(`192.0.2.${String(2 + n)}`, forged)).status).toBe(422);
		expect((await handOver('192.0.2.99', forged)).status).toBe(429);
		shop.ports.advance(61_000);
		expect(await recoverHeld(tablet.context, [held])).toEqual([held]);
		expect(await shop.count('sales')).toBe(1);
	});

	it('are no matter for whoever brings a long journal in many calls', async () => {
		const tablet = new Browser();
		await tablet.enrol();
		await tablet.sell(1);
		tablet.loseKey();
		const [held] = await tablet.held();
		if (!held) throw new Error('nothing is held');
		const events = (await readHeld(tablet.context, held)).lines.map(toWire);
		for (let n = 0; n < 70; n++) {
			const answer = await handOver('192.0.2.1', { deviceId: null, epoch: 1, events });
			expect(answer.status).toBe(200);
		}
	});
});
