import { sql } from 'kysely';
import type { Db } from '$lib/server/db/client';

export function selectStores(db: Db) {
	return db.selectFrom('stores').select(['id', 'code', 'name', 'zone', 'locale', 'currency']).orderBy('code').execute();
}

/** The stores asked about and each one's date today. */
export type StoreDays = { storeIds: string[]; days: string[] };

export type HourRow = {
	/** 0: today, 1: the same weekday a week ago. */
	weeksAgo: number;
	hour: number;
	dueMinor: number;
	sales: number;
	withMember: number;
	/** The part of the hour that is over by now, for comparing with the same time a week ago. */
	dueSoFarMinor: number;
	salesSoFar: number;
};

/** Sales by hour of the store's clock, today and a week ago. */
export async function selectHours(db: Db, { storeIds, days }: StoreDays, now: Date): Promise<HourRow[]> {
	const result = await sql<HourRow>`
		select
			((d.day - s.business_date) / 7)::int as "weeksAgo",
			extract(hour from s.at at time zone st.zone)::int as hour,
			sum(s.due_minor)::bigint as "dueMinor",
			count(*) filter (where s.kind = 'sale') as sales,
			count(*) filter (where s.kind = 'sale' and (s.member_id is not null or s.card_hmac is not null)) as "withMember",
			coalesce(sum(s.due_minor) filter (where passed.yes), 0)::bigint as "dueSoFarMinor",
			count(*) filter (where s.kind = 'sale' and passed.yes) as "salesSoFar"
		from unnest(${storeIds}::uuid[], ${days}::date[]) as d (store_id, day)
		join stores st on st.id = d.store_id
		join sales s on s.store_id = d.store_id and s.business_date in (d.day, d.day - 7)
		cross join lateral (
			select (s.at at time zone st.zone)::time <= (${now.toISOString()}::timestamptz at time zone st.zone)::time as yes
		) as passed
		group by 1, 2
		order by 1, 2`.execute(db);
	return result.rows;
}

export type Rewarded = { awardedMinor: number; spentMinor: number; spentIn: number };

/** What the day's sales put into wallets and what was spent from them, in the shop's currency. */
export async function selectRewarded(db: Db, { storeIds, days }: StoreDays): Promise<Rewarded> {
	const result = await sql<Rewarded>`
		with sold as (
			select s.id, s.currency
			from unnest(${storeIds}::uuid[], ${days}::date[]) as d (store_id, day)
			join sales s on s.store_id = d.store_id and s.business_date = d.day and s.kind = 'sale'
			where s.member_id is not null or s.card_hmac is not null
		)
		select
			(select coalesce(sum(l.amount_minor), 0)::bigint from sold join lots l
				on l.sale_id = sold.id and l.source = 'award' and l.currency = sold.currency) as "awardedMinor",
			coalesce(sum(p.amount_minor), 0)::bigint as "spentMinor",
			count(distinct sold.id) as "spentIn"
		from sold join spend_parts p on p.sale_id = sold.id and p.currency = sold.currency and p.kind <> 'instant'`.execute(db);
	return result.rows[0] ?? { awardedMinor: 0, spentMinor: 0, spentIn: 0 };
}

/** When the last backup was made; null: there is none. */
export async function selectBackup(db: Db): Promise<string | null> {
	const row = await db.selectFrom('backups').select('made_at').orderBy('made_at', 'desc').limit(1).executeTakeFirst();
	return row?.made_at ?? null;
}

export function selectNewestSales(db: Db, storeIds: string[], limit: number) {
	return saleRows(db)
		.where('s.store_id', 'in', storeIds)
		.orderBy('s.at', 'desc')
		.orderBy('s.id', 'desc')
		.limit(limit)
		.execute();
}

export function selectLiveSales(db: Db, saleIds: string[]) {
	return saleRows(db).where('s.id', 'in', saleIds).orderBy('s.at').execute();
}

function saleRows(db: Db) {
	return db
		.selectFrom('sales as s')
		.innerJoin('tills as t', 't.id', 's.till_id')
		.innerJoin('stores as st', 'st.id', 's.store_id')
		.leftJoin('staff as p', 'p.id', 's.staff_id')
		.select(['s.id', 's.store_id as storeId', 's.at', 's.kind', 's.due_minor as dueMinor', 's.currency'])
		.select(['s.item_count as itemCount', 't.name as tillName', 'p.name as staffName', 'st.zone'])
		.select((eb) =>
			eb
				.selectFrom('sale_lines as l')
				.select('l.name')
				.whereRef('l.sale_id', '=', 's.id')
				.orderBy('l.line_no')
				.limit(1)
				.as('firstLine')
		);
}

export function selectTills(db: Db, { storeIds, days }: StoreDays) {
	return db
		.selectFrom('tills as t')
		.innerJoin('stores as st', 'st.id', 't.store_id')
		.leftJoin('devices as d', (join) => join.onRef('d.till_id', '=', 't.id').on('d.state', '=', 'active'))
		.leftJoin('staff as p', (join) => join.on(sql<boolean>`p.id::text = d.report ->> 'staffId'`))
		.select(['t.id', 't.name', 't.code', 't.store_id as storeId', 'st.name as storeName', 'd.id as deviceId'])
		.select(['d.last_seen_at as lastSeenAt', 'd.report', 'd.app_version as appVersion', 'p.name as staffName'])
		.select(
			sql<string>`coalesce((
				select sum(s.due_minor) from sales s
				join unnest(${storeIds}::uuid[], ${days}::date[]) as x (store_id, day)
					on s.store_id = x.store_id and s.business_date = x.day
				where s.till_id = t.id), 0)`.as('salesTodayMinor')
		)
		.where('t.store_id', 'in', storeIds)
		.orderBy('t.code')
		.execute();
}

export async function selectHead(db: Db): Promise<number> {
	const row = await db.selectFrom('change_head').select('pos').where('id', '=', 1).executeTakeFirstOrThrow();
	return row.pos;
}

/** What the manager's window follows, after a position. */
export function selectChanges(db: Db, after: number, limit: number) {
	return db
		.selectFrom('changes')
		.select(['pos', 'kind', 'key'])
		.where('pos', '>', after)
		.where('kind', 'in', ['sale', 'till', 'case'])
		.orderBy('pos')
		.limit(limit)
		.execute();
}

export async function selectWaiting(db: Db): Promise<{ openCases: number; heldPushes: number }> {
	const cases = await db
		.selectFrom('cases')
		.select((eb) => eb.fn.countAll<number>().as('count'))
		.where('state', '=', 'open')
		.executeTakeFirstOrThrow();
	const held = await db
		.selectFrom('held_pushes')
		.select((eb) => eb.fn.countAll<number>().as('count'))
		.where('decided_at', 'is', null)
		.executeTakeFirstOrThrow();
	return { openCases: cases.count, heldPushes: held.count };
}

export function selectMerchant(db: Db) {
	return db.selectFrom('installation').select(['merchant_name as name', 'kind']).executeTakeFirst();
}
