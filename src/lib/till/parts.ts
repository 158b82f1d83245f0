/** The parts of a till in a browser, put together once by the page. */
import { browserPorts } from './browser-ports';
import type { CatalogueStore } from './catalogue/store';
import { CatalogueDb, DexieCatalogueStore } from './db/catalogue-db';
import { DeskStore } from './db/desk-store';
import { DexieJournalStore } from './db/journal-store';
import { TillDb } from './db/till-db';
import type { JournalContext } from './journal/append';
import { openCopies } from './journal/worker-copies';

export type TillParts = JournalContext & {
	desk: DeskStore;
	catalogue: CatalogueStore;
	open(): Promise<void>;
};

export function browserParts(): TillParts {
	const db = new TillDb();
	const catalogueDb = new CatalogueDb();
	const ports = browserPorts();
	return {
		ports,
		store: new DexieJournalStore(db),
		copies: openCopies(ports.clock),
		desk: new DeskStore(db),
		catalogue: new DexieCatalogueStore(catalogueDb),
		async open() {
			await Promise.all([db.open(), catalogueDb.open()]);
		}
	};
}
