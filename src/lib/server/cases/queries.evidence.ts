import { sql } from 'kysely';
import type { Db } from '$lib/server/db/client';

export type EventKey = { tillId: string; epoch: number; seq: number };

/** The sales a case is about: its own, and those with the receipts and identities its findings name. */
export function selectSaleKeys(
	db: Db,
	wanted: { saleId: string | null; receipts: readonly string[]; ids: readonly string[] },
	limit: number
) {
	const ids = [...wanted.ids, ...(wanted.saleId === null ? [] : [wanted.saleId])];
	if (ids.length + wanted.receipts.length === 0) return Promise.resolve([]);
	return db
		.selectFrom('sales')
		.select(['id', 'till_id as tillId', 'epoch', 'seq'])
		.where((of) =>
			of.or([
				...(ids.length > 0 ? [of('id', 'in', ids)] : []),
				...(wanted.receipts.length > 0
					? [of('receipt_number', 'in', wanted.receipts), of('original_receipt_number', 'in', wanted.receipts)]
					: [])
			])
		)
		.orderBy('received_at')
		.limit(limit)
		.execute();
}

/** Entries that carry an identity which another has too. */
export function selectKeysOfIds(db: Db, ids: readonly string[], limit: number) {
	if (ids.length === 0) return Promise.resolve([]);
	return db
		.selectFrom('journal_events')
		.select(['till_id as tillId', 'epoch', 'seq'])
		.where('id', 'in', ids)
		.limit(limit)
		.execute();
}

/** The entries as they arrived, all branches, with what the books made of them. */
export function selectEvents(db: Db, keys: readonly EventKey[], limit: number) {
	if (keys.length === 0) return Promise.resolve([]);
	return db
		.selectFrom('journal_events as e')
		.innerJoin('devices as d', 'd.id', 'e.device_id')
		.innerJoin('tills as t', 't.id', 'e.till_id')
		.innerJoin('stores as st', 'st.id', 't.store_id')
		.leftJoin('staff as p', 'p.id', 'e.staff_id')
		.leftJoin('sales as s', (join) =>
			join
				.onRef('s.till_id', '=', 'e.till_id')
				.onRef('s.epoch', '=', 'e.epoch')
				.onRef('s.seq', '=', 'e.seq')
				.onRef('s.branch', '=', 'e.branch')
		)
		.leftJoin('members as m', 'm.id', 's.member_id')
		.select(['e.till_id as tillId', 'e.epoch', 'e.seq', 'e.branch', 'e.type', 'e.at', 'e.received_at as receivedAt'])
		.select(['e.text', 'e.hash', 'e.sig', 'e.result', 'd.public_key as publicKey', 'd.name as deviceName'])
		.select(['t.name as tillName', 'st.name as storeName', 'st.zone', 'st.locale', 'p.name as staffName'])
		.select(['s.id as saleId', 's.kind', 's.receipt_number as receiptNumber', 's.due_minor as dueMinor', 's.currency'])
		.select(['m.id as memberId', 'm.name as memberName'])
		.where((of) =>
			of.or(
				keys.map(({ tillId, epoch, seq }) =>
					of.and([of('e.till_id', '=', tillId), of('e.epoch', '=', epoch), of('e.seq', '=', seq)])
				)
			)
		)
		.orderBy('e.received_at')
		.orderBy('e.seq')
		.orderBy('e.branch')
		.limit(limit)
		.execute();
}

/** What may stand before an entry: the entries with the number before it, or the epoch's own text. */
export async function selectHashesBefore(db: Db, { tillId, epoch, seq }: EventKey): Promise<string[]> {
	if (seq > 1) {
		const rows = await db
			.selectFrom('journal_events')
			.select('hash')
			.where('till_id', '=', tillId)
			.where('epoch', '=', epoch)
			.where('seq', '=', seq - 1)
			.execute();
		return rows.map(({ hash }) => hash);
	}
	const rows = await db
		.selectFrom('epochs')
		.select('epoch_hash as hash')
		.where('till_id', '=', tillId)
		.where('epoch', '=', epoch)
		.execute();
	return rows.map(({ hash }) => hash);
}

/** What the findings name by id. */
export function selectNames(db: Db, ids: readonly string[]) {
	if (ids.length === 0) return Promise.resolve([]);
	return db
		.selectFrom('products')
		.select(['id', 'name'])
		.where('id', 'in', ids)
		.unionAll(db.selectFrom('stores').select(['id', 'name']).where('id', 'in', ids))
		.unionAll(db.selectFrom('members').select(['id', 'name']).where('id', 'in', ids))
		.unionAll(db.selectFrom('api_keys').select(['id', 'name']).where('id', 'in', ids))
		.unionAll(
			db
				.selectFrom('offers')
				.select(['id', sql<string>`rule ->> 'title'`.as('name')])
				.where('id', 'in', ids)
		)
		.execute();
}
