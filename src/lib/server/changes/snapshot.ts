/** A till's first load, in pages: what it needs to sell comes first. */
import type { Change, SnapshotAnswer } from '$lib/contract/sync/pull';
import type { Db } from '../db/client';
import { readWatermark } from '../journal/watermark';
import { listActiveOffers } from '../offers/offers';
import type { Ports } from '../ports';
import { loadSettings, type Puller } from './pull';
import {
	countProducts,
	findHeadPosition,
	listFirstProducts,
	listGroups,
	listProductsAfter,
	listStaff,
	listTaxRates,
	type ProductRow
} from './queries';
import { toGroup, toProduct, toStaff, toTaxRate } from './records';

const firstPageProducts = 500;
const pageSize = 5000;

/** Where a page begins: products by id. `end`: an older till asks for cards, which have an index of their own now. */
type PageKey = { part: 'start' } | { part: 'products'; after: string | null } | { part: 'end' };

/** Reads the opaque key of a page; null when it is none of ours. */
export function readPageKey(text: string | null): PageKey | null {
	if (text === null || text === '') return { part: 'start' };
	const [, part, after = ''] = /^(p|c)\.([0-9a-f-]*)$/.exec(text) ?? [];
	if (part === 'p' && /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/.test(after)) {
		return { part: 'products', after: after || null };
	}
	if (part === 'c' && /^([0-9a-f]{64})?$/.test(after)) {
		return { part: 'end' };
	}
	return null;
}

/** One page. The position is read before the records: what changes meanwhile comes with the first pull. */
export async function snapshot(db: Db, ports: Ports, puller: Puller, key: PageKey): Promise<SnapshotAnswer> {
	const cursor = await findHeadPosition(db);
	const totalProducts = await countProducts(db);
	const { changes, after } = await loadPage(db, puller, key, totalProducts);
	return { changes, cursor, after, totalProducts, watermark: await readWatermark(db, puller.device, ports.now()) };
}

type Page = { changes: Change[]; after: string | null };

async function loadPage(db: Db, puller: Puller, key: PageKey, totalProducts: number): Promise<Page> {
	switch (key.part) {
		case 'start': {
			const products = await listFirstProducts(db, firstPageProducts);
			const changes = [...(await loadBasics(db, puller)), ...products.map(productChange)];
			return { changes, after: totalProducts > products.length ? 'p.' : null };
		}
		case 'products': {
			const products = await listProductsAfter(db, key.after, pageSize);
			const last = products.length === pageSize ? products.at(-1) : undefined;
			return { changes: products.map(productChange), after: last ? `p.${last.id}` : null };
		}
		case 'end':
			return { changes: [], after: null };
	}
}

async function loadBasics(db: Db, puller: Puller): Promise<Change[]> {
	const settings = await loadSettings(db, puller);
	const taxes = (await listTaxRates(db)).map((row): Change => ({
		kind: 'tax_rate',
		key: row.id,
		data: toTaxRate(row)
	}));
	const groups = (await listGroups(db)).map((row): Change => ({ kind: 'group', key: row.id, data: toGroup(row) }));
	const people = (await listStaff(db)).map((row): Change => ({
		kind: 'staff',
		key: row.id,
		data: toStaff(row, puller.device.secret)
	}));
	const offers = (await listActiveOffers(db)).map((offer): Change => ({ kind: 'offer', key: offer.id, data: offer }));
	return [...settings, ...taxes, ...groups, ...people, ...offers];
}

function productChange(row: ProductRow): Change {
	return { kind: 'product', key: row.id, data: toProduct(row) };
}
