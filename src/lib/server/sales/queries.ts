import { sql, type SelectQueryBuilder } from 'kysely';
import type { Db } from '$lib/server/db/client';
import type { Database } from '$lib/server/db/schema';

/** Which sales; dates are business dates, inclusive. `before` is the last row of the page above (keyset paging). */
export type SaleFilter = {
	storeId?: string | undefined;
	tillId?: string | undefined;
	from?: string | undefined;
	to?: string | undefined;
	receipt?: string | undefined;
	before?: { at: string; id: string } | undefined;
};

type SaleTables = Database & { s: Database['sales'] };

function narrow<O>(query: SelectQueryBuilder<SaleTables, 's', O>, filter: SaleFilter) {
	if (filter.storeId) query = query.where('s.store_id', '=', filter.storeId);
	if (filter.tillId) query = query.where('s.till_id', '=', filter.tillId);
	if (filter.from) query = query.where('s.business_date', '>=', filter.from);
	if (filter.to) query = query.where('s.business_date', '<=', filter.to);
	if (filter.receipt) query = query.where(receiptLike(filter.receipt));
	if (filter.before) query = query.where(sql<boolean>`(s.at, s.id) < (${filter.before.at}, ${filter.before.id})`);
	return query;
}

/** Of the table `s`: from the front (till and epoch) or from the end (running number); both have an index. */
export function receiptLike(typed: string) {
	const text = typed.toUpperCase().replace(/[^A-Z0-9-]/g, '');
	const end = [...(/^\d+$/.test(text) ? text.padStart(6, '0') : text)].reverse().join('');
	return sql<boolean>`(s.receipt_number like ${`${text}%`} or reverse(s.receipt_number) like ${`${end}%`})`;
}

export function selectSales(db: Db, filter: SaleFilter, limit: number) {
	return narrow(db.selectFrom('sales as s'), filter)
		.innerJoin('stores as st', 'st.id', 's.store_id')
		.innerJoin('tills as t', 't.id', 's.till_id')
		.leftJoin('staff as p', 'p.id', 's.staff_id')
		.leftJoin('members as m', 'm.id', 's.member_id')
		.select(['s.id', 's.kind', 's.receipt_number as receiptNumber', 's.at', 's.due_minor as dueMinor', 's.currency'])
		.select(['s.tax_minor as taxMinor', 's.discounts_minor as discountsMinor', 's.item_count as itemCount'])
		.select(['st.name as storeName', 'st.zone', 'st.locale', 't.name as tillName', 'p.name as staffName'])
		.select(['m.name as memberName', 's.received_at as receivedAt'])
		.select(sql<string>`s.business_date::text`.as('businessDate'))
		.orderBy('s.at', 'desc')
		.orderBy('s.id', 'desc')
		.limit(limit)
		.execute();
}

export function selectSaleTotals(db: Db, filter: SaleFilter) {
	return narrow(db.selectFrom('sales as s'), { ...filter, before: undefined })
		.select((eb) => [
			's.currency',
			eb.fn.countAll<number>().as('count'),
			eb.fn.sum<string>('s.due_minor').as('dueMinor')
		])
		.groupBy('s.currency')
		.execute();
}

export function selectSale(db: Db, saleId: string) {
	return db
		.selectFrom('sales as s')
		.innerJoin('stores as st', 'st.id', 's.store_id')
		.innerJoin('tills as t', 't.id', 's.till_id')
		.leftJoin('staff as p', 'p.id', 's.staff_id')
		.leftJoin('members as m', 'm.id', 's.member_id')
		.select([
			's.id',
			's.till_id as tillId',
			's.epoch',
			's.seq',
			's.branch',
			's.kind',
			's.receipt_number as receiptNumber'
		])
		.select([
			's.at',
			's.received_at as receivedAt',
			's.currency',
			's.items_minor as itemsMinor',
			's.due_minor as dueMinor'
		])
		.select(['s.discounts_minor as discountsMinor', 's.tax_minor as taxMinor', 's.rounding_minor as roundingMinor'])
		.select([
			's.change_minor as changeMinor',
			's.original_receipt_number as originalReceiptNumber',
			's.item_count as itemCount'
		])
		.select([
			'st.name as storeName',
			'st.address as storeAddress',
			'st.tax_number as taxNumber',
			'st.zone',
			'st.locale'
		])
		.select(['st.receipt_footer as footer', 't.name as tillName', 't.code as tillCode', 'p.name as staffName'])
		.select(['m.name as memberName', 'm.id as memberId'])
		.select(sql<string>`s.business_date::text`.as('businessDate'))
		.where('s.id', '=', saleId)
		.executeTakeFirst();
}

export function selectEvent(db: Db, key: { tillId: string; epoch: number; seq: number; branch: number }) {
	return db
		.selectFrom('journal_events as e')
		.innerJoin('devices as d', 'd.id', 'e.device_id')
		.select(['e.text', 'e.hash', 'e.sig', 'e.prev', 'e.result', 'e.received_at as receivedAt'])
		.select(['d.public_key as publicKey', 'd.name as deviceName'])
		.where('e.till_id', '=', key.tillId)
		.where('e.epoch', '=', key.epoch)
		.where('e.seq', '=', key.seq)
		.where('e.branch', '=', key.branch)
		.executeTakeFirst();
}

/** Hash of the entry before: the former event, or the epoch's own text. */
export async function selectFormerHash(db: Db, key: { tillId: string; epoch: number; seq: number }) {
	if (key.seq > 1) {
		const rows = await db
			.selectFrom('journal_events')
			.select('hash')
			.where('till_id', '=', key.tillId)
			.where('epoch', '=', key.epoch)
			.where('seq', '=', key.seq - 1)
			.execute();
		return rows.map((row) => row.hash);
	}
	const epoch = await db
		.selectFrom('epochs')
		.select('epoch_hash as hash')
		.where('till_id', '=', key.tillId)
		.where('epoch', '=', key.epoch)
		.execute();
	return epoch.map((row) => row.hash);
}

export function selectCasesOfSale(db: Db, key: { saleId: string; tillId: string; epoch: number; seq: number }) {
	return db
		.selectFrom('cases')
		.select(['id', 'kind', 'state', 'opened_at as openedAt'])
		.where((eb) =>
			eb.or([
				eb('sale_id', '=', key.saleId),
				eb.and([eb('till_id', '=', key.tillId), eb('epoch', '=', key.epoch), eb('seq', '=', key.seq)])
			])
		)
		.orderBy('opened_at')
		.execute();
}

export function selectPlaces(db: Db) {
	return Promise.all([
		db.selectFrom('stores').select(['id', 'name', 'zone', 'locale', 'currency']).orderBy('code').execute(),
		db.selectFrom('tills').select(['id', 'name', 'store_id as storeId']).orderBy('code').execute()
	]);
}
