/** A whole till in Node: fake IndexedDB, ports in memory, a fake server. */
import 'fake-indexeddb/auto';
import { CatalogueDb, DexieCatalogueStore } from '$lib/till/db/catalogue-db';
import { DexieJournalStore } from '$lib/till/db/journal-store';
import { TillDb } from '$lib/till/db/till-db';
import type { JournalContext } from '$lib/till/journal/append';
import type { JournalCopies } from '$lib/till/journal/copies';
import type { Ports } from '$lib/till/ports';
import { enrol } from '$lib/till/device/enrol';
import { FakeServer } from './fake-server';
import { nodePorts } from './node-ports';

let count = 0;

export function tillRig(change: Partial<Ports> = {}, copies: JournalCopies | null = null) {
	const name = `till-${String(++count)}`;
	const server = new FakeServer();
	const ports = nodePorts({ net: { fetch: server.fetch }, ...change });
	const db = new TillDb(name);
	const catalogueDb = new CatalogueDb(`${name}-catalogue`);
	const store = new DexieJournalStore(db);
	const catalogue = new DexieCatalogueStore(catalogueDb);
	const journal: JournalContext = { ports, store, copies };
	return { name, server, ports, db, catalogueDb, store, catalogue, journal };
}

export async function enrolledRig(change: Partial<Ports> = {}, copies: JournalCopies | null = null) {
	const rig = tillRig(change, copies);
	const enrolled = await enrol(rig.journal, { code: 'ABCD2345', deviceName: 'Test', appVersion: 'test' });
	if (!enrolled.ok) throw new Error(JSON.stringify(enrolled));
	return { ...rig, device: enrolled.device };
}
