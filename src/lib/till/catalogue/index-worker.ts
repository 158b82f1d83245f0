/** Builds the search index away from the page. It reads the chunks itself: handing 100,000 products over would block the page. */
import { CatalogueDb, DexieCatalogueStore } from '../db/catalogue-db';
import { buildIndex } from './search-index';

const store = new DexieCatalogueStore(new CatalogueDb());

self.onmessage = () => {
	void store.chunks().then((chunks) => {
		const index = buildIndex(chunks.flatMap((chunk) => chunk.products));
		self.postMessage(index, { transfer: [index.starts.buffer, index.numbers.buffer] });
	});
};
