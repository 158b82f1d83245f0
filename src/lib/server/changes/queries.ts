import { sql } from 'kysely';
import type { Db } from '$lib/server/db/client';

// Positions -----------------------------------------------------------------------------------------------------------

export async function findHeadPosition(db: Db): Promise<number> {
	return (await db.selectFrom('change_head').select('pos').executeTakeFirst())?.pos ?? 0;
}

/** The position below which nothing is kept: a reader behind it has missed something. */
export async function findKeptAfter(db: Db): Promise<number> {
	return (await db.selectFrom('change_head').select('kept_after').executeTakeFirst())?.kept_after ?? 0;
}

/** Removes at most `most` of the oldest numbered changes made before `before`; answers how many went. */
export function removeOldChanges(db: Db, before: Date, most: number): Promise<number> {
	return db.transaction().execute(async (tx) => {
		// The sequencer's row lock: readers never see a position gone before `kept_after` says so.
		await tx.selectFrom('change_head').select('pos').where('id', '=', 1).forUpdate().execute();
		const gone = await tx
			.deleteFrom('changes')
			.where('id', 'in', (of) =>
				of
					.selectFrom('changes')
					.select('id')
					.where('pos', 'is not', null)
					.where('at', '<', before.toISOString())
					.orderBy('pos')
					.limit(most)
			)
			.returning('pos')
			.execute();
		const highest = gone.reduce((most, { pos }) => Math.max(most, pos ?? 0), 0);
		if (highest > 0) {
			await tx
				.updateTable('change_head')
				.set((of) => ({ kept_after: of.fn<number>('greatest', ['kept_after', of.val(highest)]) }))
				.where('id', '=', 1)
				.execute();
		}
		return gone.length;
	});
}

/** The kinds a till follows. Sales, cases and tills are for the dashboard and the feed. */
const tillKinds = ['settings', 'tax_rate', 'group', 'staff', 'product', 'offer'] as const;
export type TillKind = (typeof tillKinds)[number];

/** What changed in (since, upTo], each thing once, in the order of its newest change. */
export function listChanged(db: Db, since: number, upTo: number): Promise<{ kind: TillKind; key: string }[]> {
	return db
		.selectFrom('changes')
		.select(['kind', 'key'])
		.where('pos', '>', since)
		.where('pos', '<=', upTo)
		.where('kind', 'in', tillKinds)
		.groupBy(['kind', 'key'])
		.orderBy((of) => of.fn.max('pos'))
		.$narrowType<{ kind: TillKind }>()
		.execute();
}

// What a till may know ------------------------------------------------------------------------------------------------

export function findSettings(db: Db, tillId: string) {
	return db
		.selectFrom('tills as t')
		.innerJoin('stores as s', 's.id', 't.store_id')
		.leftJoin('installation as i', (join) => join.onTrue())
		.innerJoin('reward_settings as r', (join) => join.onTrue())
		.selectAll('s')
		.select(['r.spend_taxed_as', 'r.backend'])
		.select(['t.id as till_id', 't.code as till_code', 't.name as till_name', 'i.merchant_name', 'i.kind'])
		.where('t.id', '=', tillId)
		.executeTakeFirst();
}

export function listTaxRates(db: Db, ids?: string[]) {
	const query = db.selectFrom('tax_rates').selectAll().orderBy('id');
	return (ids ? query.where('id', 'in', ids) : query).execute();
}

export function listGroups(db: Db, ids?: string[]) {
	const query = db.selectFrom('groups').selectAll().orderBy('sort').orderBy('id');
	return (ids ? query.where('id', 'in', ids) : query).execute();
}

/** Active people with a PIN: nobody else can use a till. */
export function listStaff(db: Db, ids?: string[]) {
	const query = db
		.selectFrom('staff')
		.select(['id', 'name', 'role', 'rights', 'pin_salt', 'pin_hash'])
		.where('active', '=', true)
		.where('pin_salt', 'is not', null)
		.where('pin_hash', 'is not', null)
		.$narrowType<{ pin_salt: Buffer; pin_hash: Buffer }>()
		.orderBy('name');
	return (ids ? query.where('id', 'in', ids) : query).execute();
}

/** What stands in for unknown codes is no goods: no till offers it. */
const isNoStandIn = sql<boolean>`p.id IS DISTINCT FROM (SELECT default_product_id FROM reward_settings)`;

function activeProducts(db: Db) {
	return db
		.selectFrom('products as p')
		.select(['p.id', 'p.sku', 'p.name', 'p.group_id', 'p.price_minor', 'p.tax_rate_id', 'p.sell_by', 'p.unit'])
		.select(['p.minimum_price_minor', 'p.favourite', 'p.image_url'])
		.select(['p.brand', 'p.family', 'p.categories', 'p.in_promotions'])
		.select(
			sql<string[]>`ARRAY(SELECT c.code FROM product_codes c WHERE c.product_id = p.id ORDER BY c.code LIMIT 20)`.as(
				'codes'
			)
		)
		.where('p.status', '=', 'active')
		.where(isNoStandIn);
}

export type ProductRow = Awaited<ReturnType<typeof listProducts>>[number];

export function listProducts(db: Db, ids: string[]) {
	return activeProducts(db).where('p.id', 'in', ids).execute();
}

/** Favourites, then best sellers. */
export function listFirstProducts(db: Db, most: number) {
	return activeProducts(db)
		.orderBy('p.favourite', 'desc')
		.orderBy('p.sold_milli', 'desc')
		.orderBy('p.id')
		.limit(most)
		.execute();
}

/** By id, because a rank moves while a till loads: a product that rose above the cursor would be missed for good. */
export function listProductsAfter(db: Db, id: string | null, most: number) {
	const query = activeProducts(db).orderBy('p.id').limit(most);
	return (id === null ? query : query.where('p.id', '>', id)).execute();
}

export async function countProducts(db: Db): Promise<number> {
	const row = await db
		.selectFrom('products as p')
		.select((of) => of.fn.countAll<number>().as('n'))
		.where('p.status', '=', 'active')
		.where(isNoStandIn)
		.executeTakeFirst();
	return row?.n ?? 0;
}
