import { sql } from 'kysely';
import type { Db } from '$lib/server/db/client';

export function selectTills(db: Db) {
	return db
		.selectFrom('tills as t')
		.innerJoin('stores as st', 'st.id', 't.store_id')
		.leftJoin('devices as d', (join) => join.onRef('d.till_id', '=', 't.id').on('d.state', '=', 'active'))
		.leftJoin('staff as p', (join) => join.on(sql<boolean>`p.id::text = d.report ->> 'staffId'`))
		.select(['t.id', 't.name', 't.code', 't.store_id as storeId', 'st.name as storeName', 'st.zone', 'st.locale'])
		.select(['d.id as deviceId', 'd.name as deviceName', 'd.enrolled_at as enrolledAt', 'd.last_seen_at as lastSeenAt'])
		.select(['d.report', 'd.app_version as appVersion', 'p.name as staffName'])
		.orderBy('t.code')
		.execute();
}

export function selectDevices(db: Db, tillId: string) {
	return db
		.selectFrom('devices')
		.select(['id', 'name', 'state', 'enrolled_at as enrolledAt', 'ended_at as endedAt', 'last_seen_at as lastSeenAt'])
		.where('till_id', '=', tillId)
		.orderBy('enrolled_at', 'desc')
		.limit(20)
		.execute();
}

export function selectStores(db: Db) {
	return db.selectFrom('stores').select(['id', 'code', 'name']).orderBy('code').execute();
}

export function selectTillCodes(db: Db, storeId: string) {
	return db
		.selectFrom('stores as st')
		.leftJoin('tills as t', 't.store_id', 'st.id')
		.select(['st.code as storeCode', 't.id as tillId', 't.code as tillCode', 't.name as tillName'])
		.where('st.id', '=', storeId)
		.execute();
}

export function selectTill(db: Db, id: string) {
	return db.selectFrom('tills').select(['id', 'store_id as storeId']).where('id', '=', id).executeTakeFirst();
}

export function updateTillName(tx: Db, id: string, name: string) {
	return tx.updateTable('tills').set({ name }).where('id', '=', id).execute();
}
