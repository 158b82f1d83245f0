/** A large catalogue in IndexedDB: stored as it arrives, read at a start, changed by a delta. */
import type { Change } from '$lib/contract/sync/pull';
import { ProductCatalogue } from '$lib/till/catalogue/catalogue';
import type { CatalogueState } from '$lib/till/catalogue/store';
import { CatalogueDb, DexieCatalogueStore } from '$lib/till/db/catalogue-db';
import { makeProducts } from '../parts/goods';

const pageSize = 5_000;
const deltaSize = 20;

let round = 0;

export async function measureCatalogue(count: number): Promise<Record<string, number>> {
	const db = new CatalogueDb(`bench-catalogue-${String(++round)}`);
	const store = new DexieCatalogueStore(db);
	const changes = makeProducts(count).map((data): Change => ({ kind: 'product', key: data.id, data }));
	let state = await store.begin(1);
	const figures: Record<string, number> = {};
	let startMs = performance.now();
	for (let from = 0, page = 1; from < count; from += pageSize, page++) {
		const part = changes.slice(from, from + pageSize);
		state = { ...state, loading: { after: 'x', page, loaded: from + part.length, total: count } };
		await store.addPage(part, state);
	}
	figures.pages = performance.now() - startMs;
	startMs = performance.now();
	const done: CatalogueState = { ...state, cursor: 1, loading: null, complete: true };
	await store.finish(done);
	figures.finish = performance.now() - startMs;
	const goods = new ProductCatalogue();
	startMs = performance.now();
	const chunks = await store.chunks();
	figures.read = performance.now() - startMs;
	startMs = performance.now();
	goods.take(chunks, true);
	figures.take = performance.now() - startMs;
	if (goods.count !== count) throw new Error(`${String(goods.count)} of ${String(count)} products came back.`);
	startMs = performance.now();
	const touched = await store.apply(changes.slice(0, deltaSize), { ...done, cursor: 2 });
	goods.take(await store.chunks(touched), false);
	figures.delta = performance.now() - startMs;
	figures.chunksRewritten = touched.length;
	await db.delete();
	return figures;
}
