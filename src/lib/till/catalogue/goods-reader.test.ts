import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Change, ProductRecord } from '$lib/contract/sync/pull';
import { CatalogueDb, DexieCatalogueStore } from '../db/catalogue-db';
import { ProductCatalogue } from './catalogue';
import { GoodsReader } from './goods-reader';
import type { CatalogueState } from './store';

function product(no: number): ProductRecord {
	return {
		id: `id-${String(no)}`,
		sku: `SKU${String(no)}`,
		name: `Product ${String(no)}`,
		groupId: null,
		priceMinor: 100,
		taxRateId: 'standard',
		sellBy: 'piece',
		unit: 'H87',
		codes: no === 7 ? ['4006381333931'] : [],
		minimumPriceMinor: null,
		favourite: false,
		imageUrl: null
	};
}

const changeOf = (data: ProductRecord): Change => ({ kind: 'product', key: data.id, data });

let db: CatalogueDb;
let store: DexieCatalogueStore;
let state: CatalogueState;
let named = 0;

beforeEach(async () => {
	db = new CatalogueDb(`goods-${String(++named)}`);
	store = new DexieCatalogueStore(db);
	state = { ...(await store.begin(1)), loading: { after: 'x', page: 1, loaded: 300, total: 300 } };
	await store.addPage(
		Array.from({ length: 300 }, (_, no) => changeOf(product(no))),
		state
	);
});

async function load(): Promise<void> {
	state = { ...state, cursor: 1, loading: null, complete: true };
	await store.finish(state);
}

async function started() {
	const goods = new ProductCatalogue();
	const reader = new GoodsReader(store, goods);
	await reader.readPlaces();
	return { goods, reader };
}

describe('goods after a start', () => {
	it('are found by their codes before all are read, each with its chunk alone', async () => {
		await load();
		const { goods, reader } = await started();
		for (const code of ['sku12', '4006381333931', '04006381333931']) {
			await reader.reach([code]);
			expect(goods.byCode(code)).toBeDefined();
		}
		expect(reader.isWhole).toBe(false);
		expect(goods.count).toBeLessThan(60);
	});

	it('are whole after all steps, and a code that nobody has waits for them', async () => {
		await load();
		const { goods, reader } = await started();
		void reader.readAll();
		await reader.reach(['nobody']);
		expect(reader.isWhole).toBe(true);
		expect(goods.count).toBe(300);
	});

	it('are found although the very first load is not over', async () => {
		const { goods, reader } = await started();
		void reader.readAll();
		await reader.reach(['SKU12']);
		expect(goods.byCode('SKU12')?.id).toBe('id-12');
	});

	it('are found by a code that a change brought, and not by the one it took', async () => {
		await load();
		await store.apply([changeOf({ ...product(12), sku: 'NEW12' })], { ...state, cursor: 2 });
		const { goods, reader } = await started();
		await reader.reach(['NEW12']);
		expect(goods.byCode('NEW12')?.id).toBe('id-12');
		expect(reader.isWhole).toBe(false);
		void reader.readAll();
		await reader.reach(['SKU12']);
		expect(goods.byCode('SKU12')).toBeUndefined();
	});

	it('stay in use while they are read again', async () => {
		await load();
		const { goods, reader } = await started();
		await reader.readAll();
		const again = reader.readAll();
		expect(goods.byCode('SKU12')).toBeDefined();
		await again;
		expect(goods.count).toBe(300);
	});
});

it('a catalogue stored by the former version is found by code too', async () => {
	await load();
	const chunks = await store.chunks();
	const former = new Dexie('goods-former');
	former.version(1).stores({ chunks: 'no', records: '[kind+key], kind', state: 'key' });
	await former.table('chunks').bulkPut(chunks);
	former.close();
	store = new DexieCatalogueStore(new CatalogueDb('goods-former'));
	const { goods, reader } = await started();
	await reader.reach(['SKU12']);
	expect(goods.byCode('SKU12')?.id).toBe('id-12');
	expect(goods.count).toBeLessThan(60);
});
