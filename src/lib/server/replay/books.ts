/** What ringing up the invoices of a file needs to know of the shop, and what the books say of them afterwards. */
import { saleCompleted } from '$lib/contract/sync/bodies';
import { envelope } from '$lib/contract/sync/event';
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { Db } from '../db/client';
import { newId, type Ports } from '../ports';
import { StartError } from '../start-error';
import { insertTill } from '../tills/add-till';
import { createEnrolmentCode } from '../tills/code';
import { findSeller, findStore, listBooked, listProducts, listTaxRates, listTills } from './queries';

export type ReplayProduct = {
	id: string;
	sku: string;
	name: string;
	group_id: string | null;
	tax_rate_id: string;
	unit: string;
};

const tillName = 'Replay';

/** The shop as the till sees it. `storeCode: null`: the first store. */
export async function readShop(db: Db, storeCode: string | null) {
	const store = await findStore(db, storeCode);
	if (!store)
		throw new StartError(storeCode ? `There is no store ${storeCode}.` : 'There is no store yet; make one first.');
	const taxRates = await listTaxRates(db);
	if (taxRates.length === 0) throw new StartError('There is no tax rate yet; make one first.');
	const seller = await findSeller(db);
	if (!seller) throw new StartError('There is nobody who could sell yet; add a person first.');
	const products = new Map<string, ReplayProduct>();
	for (const product of await listProducts(db)) products.set(product.sku.toUpperCase(), product);
	return { store, taxRates, seller, products };
}

export type ReplayShop = Awaited<ReturnType<typeof readShop>>;

/** A code for the till "Replay" of the store, which is made the first time. */
export async function replayCode(db: Db, ports: Ports, store: { id: string; code: string }): Promise<string> {
	const known = (await listTills(db, store.id)).find(({ name }) => name === tillName);
	const tillId = known?.id ?? (await addTill(db, ports, store));
	const made = await createEnrolmentCode(db, ports, { tillId, staffId: null });
	if (!made.ok) throw new Error(made.code);
	return made.code.code;
}

async function addTill(db: Db, ports: Ports, store: { id: string; code: string }): Promise<string> {
	for (let number = 99; number > 0; number--) {
		const code = `${store.code}T${String(number).padStart(2, '0')}`;
		const id = newId(ports);
		if (await insertTill(db, { id, store_id: store.id, code, name: tillName })) return id;
	}
	throw new StartError(`Store ${store.code} has no free till code.`);
}

export type BookedSale = { id: string; totalMinor: number; body: SaleBody };

/** The sales of these ids that are in the books: what their rows say, and what the journal says. */
export async function readBooked(db: Db, saleIds: readonly string[]): Promise<Map<string, BookedSale>> {
	const booked = new Map<string, BookedSale>();
	for (let from = 0; from < saleIds.length; from += 1000) {
		for (const { id, itemsMinor, discountsMinor, text } of await listBooked(db, saleIds.slice(from, from + 1000))) {
			const body = saleCompleted.parse(envelope.parse(JSON.parse(text)).body);
			booked.set(id, { id, totalMinor: itemsMinor - discountsMinor, body });
		}
	}
	return booked;
}
