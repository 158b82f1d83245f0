/** A till on a browser whose files and marks outlive its database, at a real server's endpoints. */
import { addOpenItem, newBasket } from '../../src/lib/domain/basket/lines';
import { loopback } from '../../src/lib/server/tills/loopback';
import { enrol } from '../../src/lib/till/device/enrol';
import { HeadlessTill, type SellingTerms } from '../../src/lib/till/headless';
import type { JournalContext } from '../../src/lib/till/journal/append';
import { listHeld, type HeldJournal } from '../../src/lib/till/journal/held';
import { emptyDisk, MemoryJournalStore } from '../../src/lib/till/journal/memory-store';
import { Segments } from '../../src/lib/till/journal/segments';
import { listCopies, startUp } from '../../src/lib/till/journal/start-up';
import { memoryPorts, SetClock } from '../../src/lib/till/memory-ports';
import { MemoryFolder } from './memory-folder';
import { shopIds, type TestShop } from './test-shop';

const terms: SellingTerms = {
	store: { storeId: shopIds.store, zone: 'Europe/Berlin', cashStepMinor: 1 },
	price: { currency: 'EUR', pricesIncludeTax: true, taxMode: 'receipt', taxRates: [{ id: 'reduced', rateBp: 700 }] }
};
const seller = { staffId: shopIds.cashier, staffName: 'Carl' };
export const enrolment = (code: string) => ({ code, deviceName: 'Tablet', appVersion: 'test' });

/** The numbers of all booked receipts. */
export const numbersIn = (shop: TestShop) =>
	shop
		.rows<{ n: string }>('SELECT receipt_number AS n FROM sales ORDER BY receipt_number')
		.then((rows) => rows.map(({ n }) => n));

/** Held journals as they are told of once the server has them. */
export const handed = (held: readonly HeldJournal[]) => held.map((journal) => ({ ...journal, state: 'handed' }));

/** `bare`: it has neither files nor marks, only the database. */
export class Tablet {
	readonly folder = new MemoryFolder();
	readonly disk = emptyDisk();
	#files = 0;
	isOffline = false;
	readonly clock: SetClock;
	readonly #ports: ReturnType<typeof memoryPorts>;
	context: JournalContext;

	constructor(
		private readonly shop: TestShop,
		private readonly bare = false
	) {
		this.clock = new SetClock(shop.ports.now());
		this.#ports = memoryPorts({
			clock: this.clock,
			random: { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
			subtle: crypto.subtle,
			fetch: (path, init) =>
				this.isOffline ? Promise.reject(new TypeError('offline')) : loopback(shop.app)(path, init)
		});
		this.context = this.start();
	}

	/** Time goes by, here and at the server. */
	wait(ms: number): void {
		this.shop.ports.advance(ms);
		this.clock.moveTo(this.shop.ports.now());
	}

	start(): JournalContext {
		const copies = this.bare ? null : new Segments(this.folder, () => `f${String(++this.#files)}`);
		const ports = this.bare ? { ...this.#ports, marks: null } : this.#ports;
		this.context = { ports, store: new MemoryJournalStore(this.disk), copies };
		return this.context;
	}

	async enrol(): Promise<void> {
		const enrolled = await enrol(this.context, enrolment(await this.shop.code()));
		if (!enrolled.ok) throw new Error(JSON.stringify(enrolled));
	}

	async sell(times: number): Promise<void> {
		const till = new HeadlessTill(this.context);
		for (let n = 0; n < times; n++) {
			const nowMs = this.shop.ports.now();
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
