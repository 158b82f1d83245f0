/** A booked purchase read back from the books: its lines, its spends, and the sale it is to the engine. */
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { Db } from '../db/client';
import type { PostedSale } from '../rewards/backend';
import type { StandIn } from '../rewards/stand-in';
import type { WireLine } from './lines';
import { listStores, type Store } from './place';
import { selectLines, type PurchaseRow } from './queries.purchases';
import { selectSpends, type SpendRow } from './queries.spends';
import { toPostedSale, type WireSale } from './sale-of';

export type LineRow = Awaited<ReturnType<typeof selectLines>>[number];

export type Stored = { row: PurchaseRow; lines: LineRow[]; spends: SpendRow[]; store: Store };

/** Purchases with everything that hangs on them, in the order given. */
export async function loadStored(db: Db, rows: readonly PurchaseRow[]): Promise<Stored[]> {
	const ids = rows.map((row) => row.id);
	const [lines, spends, stores] = await Promise.all([selectLines(db, ids), selectSpends(db, ids), listStores(db)]);
	const byId = new Map(stores.map((store) => [store.id, store]));
	return rows.map((row) => {
		const store = byId.get(row.store_id);
		if (!store) throw new Error(`The store ${row.store_id} of a purchase is gone.`);
		return {
			row,
			store,
			lines: lines.filter((line) => line.purchase_id === row.id),
			spends: spends.filter((spend) => spend.purchase_id === row.id)
		};
	});
}

export async function loadOne(db: Db, row: PurchaseRow): Promise<Stored> {
	const [stored] = await loadStored(db, [row]);
	if (!stored) throw new Error('One purchase asked for, none loaded.');
	return stored;
}

/** As the line was booked, whatever the manager chose since. */
export function standInOf(line: LineRow): StandIn | null {
	const { booked_on: id, standInSku: sku, standInName: name, standInTaxRateId: taxRateId } = line;
	return id !== null && sku !== null && name !== null && taxRateId !== null ? { id, sku, name, taxRateId } : null;
}

function toWireLine(line: LineRow): WireLine {
	const { product_id: id, sku, name, groupId, taxRateId, unit } = line;
	const product =
		id !== null && sku !== null && name !== null && taxRateId !== null && unit !== null
			? { id, sku, name, groupId, taxRateId, unit }
			: null;
	return {
		lineNo: line.line_no,
		product,
		standIn: standInOf(line),
		intendedKey: line.intended_key,
		intendedValue: line.intended_value,
		quantityMilli: line.quantity_milli,
		discountMinor: line.discount_minor,
		netMinor: line.net_minor,
		vatMinor: line.vat_minor,
		totalMinor: line.total_minor
	};
}

export function wireSaleOf({ row, lines, store }: Stored): WireSale {
	return {
		saleId: row.id,
		receiptNumber: row.reference_number,
		memberId: row.member_id,
		store,
		tillId: row.till_id,
		atMs: Date.parse(row.performed_at),
		lines: lines.map(toWireLine),
		coupon: row.coupon
	};
}

/** The spends that stand: granted, and not given back. */
export function standingSpends(spends: readonly SpendRow[]): SaleBody['spends'] {
	return spends.flatMap(({ kind, state, amount_minor: amountMinor, grant_id: grantId }) =>
		state === 'posted' && grantId !== null ? [{ kind: kindOf(kind), amountMinor, grantId }] : []
	);
}

export function kindOf(kind: string): 'instant' | 'automatic' | 'additional' {
	if (kind !== 'instant' && kind !== 'automatic' && kind !== 'additional') throw new Error(`No kind of spend: ${kind}`);
	return kind;
}

export function postedSaleOf(stored: Stored): PostedSale {
	return toPostedSale(wireSaleOf(stored), standingSpends(stored.spends), stored.row.key_id);
}
