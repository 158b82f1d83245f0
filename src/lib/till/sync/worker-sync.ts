/** The service worker's part: it pushes and pulls with the same function as a page, and never writes into the journal. */
import { browserPorts } from '../browser-ports';
import { CatalogueDb, DexieCatalogueStore } from '../db/catalogue-db';
import { DexieJournalStore } from '../db/journal-store';
import { TillDb } from '../db/till-db';
import { syncOnce, type RunContext, type SyncOutcome } from './run';

let context: RunContext | null = null;

/** A worker can be asked by pages that are no tills: the databases are opened only when it is about one. */
export function syncInWorker(urgent: boolean): Promise<SyncOutcome> {
	context ??= {
		ports: browserPorts(),
		store: new DexieJournalStore(new TillDb()),
		catalogue: new DexieCatalogueStore(new CatalogueDb())
	};
	return syncOnce(context, urgent);
}
