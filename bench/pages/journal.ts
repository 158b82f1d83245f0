/** Sales into the journal of a real browser, against what the same bytes cost in one raw strict put. */
import { addProduct, newBasket } from '$lib/domain/basket/lines';
import type { Basket } from '$lib/domain/basket/basket';
import { browserPorts } from '$lib/till/browser-ports';
import { DexieJournalStore } from '$lib/till/db/journal-store';
import { TillDb } from '$lib/till/db/till-db';
import { finishEnrolment } from '$lib/till/device/enrol';
import { makeSealingKey, makeSigningKey } from '$lib/till/device/secrets';
import { HeadlessTill } from '$lib/till/headless';
import type { JournalContext } from '$lib/till/journal/append';
import type { DeviceRecord, EventRow, SaleRow } from '$lib/till/journal/rows';
import { openCopies } from '$lib/till/journal/worker-copies';
import { makeProducts } from '../parts/goods';
import { seller, terms } from '../parts/terms';

const lineCount = 30;

async function enrolledTill(): Promise<HeadlessTill> {
	const ports = browserPorts();
	const context: JournalContext = {
		ports,
		store: new DexieJournalStore(new TillDb('bench-till')),
		copies: openCopies(ports.clock)
	};
	const till = new HeadlessTill(context);
	const device: DeviceRecord = {
		key: 'device',
		v: 1,
		deviceId: till.newId(),
		tillId: till.newId(),
		tillCode: 'S01T01',
		tillName: 'Bench',
		storeId: terms.store.storeId,
		signingKey: await makeSigningKey(crypto.subtle),
		sealingKey: await makeSealingKey(crypto.subtle),
		tillSecretSealed: new Uint8Array(),
		cardKeySealed: new Uint8Array(),
		grant: { epoch: 1, epochText: '{}', epochHash: 'A'.repeat(43) },
		enrolledAt: new Date().toISOString()
	};
	await context.store.adopt(device);
	const finished = await finishEnrolment(context, device);
	if (!finished.ok) throw new Error(finished.code);
	return till;
}

function fullBasket(till: HeadlessTill): Basket {
	let basket = newBasket(till.newId(), Date.now());
	for (const product of makeProducts(lineCount)) {
		const taxRateBp = terms.price.taxRates.find(({ id }) => id === product.taxRateId)?.rateBp ?? 0;
		const change = addProduct(basket, product, { lineId: till.newId(), nowMs: Date.now(), taxRateBp });
		if (!change.ok) throw new Error(change.code);
		basket = change.basket;
	}
	return basket;
}

function openRaw(): Promise<IDBDatabase> {
	return new Promise((resolve, reject) => {
		const open = indexedDB.open('bench-raw', 1);
		open.onupgradeneeded = () => open.result.createObjectStore('sales', { keyPath: 'saleId' });
		open.onsuccess = () => resolve(open.result);
		open.onerror = () => reject(new Error('no raw database'));
	});
}

function putRaw(db: IDBDatabase, record: object): Promise<void> {
	return new Promise((resolve, reject) => {
		const transaction = db.transaction('sales', 'readwrite', { durability: 'strict' });
		transaction.objectStore('sales').put(record);
		transaction.oncomplete = () => resolve();
		transaction.onerror = () => reject(new Error('the raw put failed'));
	});
}

async function timed(work: () => Promise<unknown>): Promise<number> {
	const startMs = performance.now();
	await work();
	return performance.now() - startMs;
}

let rig: Promise<{ till: HeadlessTill; plain: DexieJournalStore; raw: IDBDatabase }> | null = null;

async function openRig() {
	return { till: await enrolledTill(), plain: new DexieJournalStore(new TillDb('bench-plain')), raw: await openRaw() };
}

/** Times in milliseconds of `sales` sales, each written in all three ways one after another. */
export async function measureJournal(
	sales: number
): Promise<{ raw: number[]; transaction: number[]; whole: number[] }> {
	const { till, plain, raw } = await (rig ??= openRig());
	const times = { raw: [] as number[], transaction: [] as number[], whole: [] as number[] };
	for (let done = 0; done < sales; done++) {
		const basket = fullBasket(till);
		let sale: SaleRow | null = null;
		const whole = await timed(async () => {
			const rung = await till.ringUp({ basket, pay: 'cash', terms, seller });
			if (!rung.ok) throw new Error(rung.code);
			sale = rung.sale;
		});
		times.whole.push(whole);
		const event = await till.journal.store.lastEvent(1);
		if (!sale || !event) throw new Error('the sale was not written');
		times.raw.push(await timed(() => putRaw(raw, { ...event, ...sale! })));
		times.transaction.push(await timed(() => write(plain, event, sale!, basket.id)));
	}
	return times;
}

async function write(store: DexieJournalStore, event: EventRow, sale: SaleRow, basketId: string): Promise<void> {
	const head = {
		epoch: 1,
		seq: event.seq,
		hash: event.hash,
		lastReceiptNo: event.seq,
		grant: { epoch: 1, epochText: '{}', epochHash: event.hash }
	};
	const written = await store.append([event], head, { sale, basketsGone: [basketId] });
	if (written !== 'written') throw new Error(written);
}
