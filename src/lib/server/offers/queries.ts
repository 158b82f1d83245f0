import { sql } from 'kysely';
import type { Db } from '../db/client';
import type { OfferState } from '../db/schema-offers';

export type OfferRow = { id: string; version: number; state: OfferState; rule: unknown };

const columns = ['id', 'version', 'state', 'rule'] as const;

export function selectOffers(db: Db, states?: readonly OfferState[], ids?: readonly string[]): Promise<OfferRow[]> {
	let query = db.selectFrom('offers').select([...columns, 'changed_at as changedAt']);
	if (states) query = query.where('state', 'in', states);
	if (ids) query = query.where('id', 'in', ids);
	return query.orderBy('version', 'desc').execute();
}

export function selectOffer(db: Db, id: string) {
	return db
		.selectFrom('offers')
		.select([...columns, 'changed_at as changedAt'])
		.where('id', '=', id)
		.executeTakeFirst();
}

/** What every offer was at a moment. */
export function selectOffersAt(db: Db, at: Date): Promise<OfferRow[]> {
	return db
		.selectFrom('offer_versions')
		.distinctOn('offer_id')
		.select(['offer_id as id', 'version', 'state', 'rule'])
		.where('made_at', '<=', at.toISOString())
		.orderBy('offer_id')
		.orderBy('made_at', 'desc')
		.orderBy('version', 'desc')
		.execute();
}

export function selectVersions(db: Db, offerId: string) {
	return db
		.selectFrom('offer_versions as v')
		.leftJoin('staff as s', 's.id', 'v.made_by')
		.select(['v.version', 'v.state', 'v.rule', 'v.made_at as madeAt', 's.name as madeBy'])
		.where('v.offer_id', '=', offerId)
		.orderBy('v.version', 'desc')
		.limit(50)
		.execute();
}

export type OfferWrite = { state: OfferState; rule: object; changedAt: Date; changedBy: string | null };

export async function insertOffer(
	db: Db,
	id: string,
	{ state, rule, changedAt, changedBy }: OfferWrite
): Promise<void> {
	await db
		.insertInto('offers')
		.values({ id, state, rule: JSON.stringify(rule), changed_at: changedAt, changed_by: changedBy })
		.execute();
}

/** False when somebody else changed it since `version`. */
export async function updateOffer(
	db: Db,
	id: string,
	version: number,
	{ state, rule, changedAt, changedBy }: OfferWrite
): Promise<boolean> {
	const row = await db
		.updateTable('offers')
		.set({ state, rule: JSON.stringify(rule), changed_at: changedAt, changed_by: changedBy })
		.where('id', '=', id)
		.where('version', '=', version)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

/** What offers gave members, a row a local day of the store, from a day on. */
export function listGifts(
	db: Db,
	memberIds: readonly string[],
	offerIds: readonly string[],
	zone: string,
	from: string
) {
	if (memberIds.length === 0 || offerIds.length === 0) return Promise.resolve([]);
	const day = sql<string>`to_char(at AT TIME ZONE ${zone}, 'YYYY-MM-DD')`;
	return (
		db
			.selectFrom('offer_gifts')
			.select(['offer_id as offerId', sql<string>`member_id::text`.as('memberId'), day.as('date')])
			.select((of) => [
				of.fn.sum<number>('times').as('times'),
				sql<number>`sum(amount_minor)::bigint`.as('amountMinor')
			])
			.where('member_id', 'in', memberIds)
			.where('offer_id', 'in', offerIds)
			.where(day, '>=', from)
			// By place: the same expression with another parameter number would be another one.
			.groupBy(sql`1, 2, 3`)
			.execute()
	);
}

export type GiftRow = {
	saleId: string;
	offerId: string;
	memberId: string | null;
	at: Date;
	currency: string;
	times: number;
	amountMinor: number;
};

/** A sale that comes again gave nothing more. */
export async function insertGifts(db: Db, gifts: readonly GiftRow[]): Promise<void> {
	if (gifts.length === 0) return;
	await db
		.insertInto('offer_gifts')
		.values(
			gifts.map(({ saleId, offerId, memberId, at, currency, times, amountMinor }) => ({
				...{ sale_id: saleId, offer_id: offerId, member_id: memberId, at, currency, times },
				amount_minor: amountMinor
			}))
		)
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

/**
 * What is held for open sales and not given yet: of these members, or of these offers. A sale does not count against
 * itself.
 */
export function listHeldGifts(
	db: Db,
	of: { memberIds: readonly string[]; offerIds: readonly string[]; exceptSaleId: string | null }
): Promise<{ memberId: string; offerId: string; amountMinor: number }[]> {
	return db
		.selectFrom('open_holds as o')
		.innerJoin('holds as h', 'h.id', 'o.hold_id')
		.select(['o.member_id as memberId', 'o.offer_id as offerId', 'h.amount_minor as amountMinor'])
		.where('o.offer_id', 'is not', null)
		.where((is) =>
			is.or([
				sql<boolean>`o.member_id = ANY(${[...of.memberIds]}::uuid[])`,
				sql<boolean>`o.offer_id = ANY(${[...of.offerIds]}::text[])`
			])
		)
		.where('h.sale_id', 'is distinct from', of.exceptSaleId)
		.$narrowType<{ offerId: string }>()
		.execute();
}

/** What offers gave in these sales. A return's row is negative. */
export function listGiftsOfSales(db: Db, saleIds: readonly string[]) {
	return db
		.selectFrom('offer_gifts')
		.select(['sale_id as saleId', 'offer_id as offerId', 'member_id as memberId', 'at', 'currency', 'times'])
		.select('amount_minor as amountMinor')
		.where('sale_id', 'in', saleIds)
		.orderBy('offer_id')
		.execute();
}

/** Waits for whoever gives from one of these budgets, until the transaction ends. */
export async function lockBudgets(db: Db, offerIds: readonly string[]): Promise<void> {
	if (offerIds.length > 0) await sql`SELECT lock_budgets(${offerIds}::text[])`.execute(db);
}

/** Every state offers had until now, oldest first. */
export function listHistory(db: Db) {
	return db
		.selectFrom('offer_versions')
		.select(['offer_id as id', 'version', 'state', 'rule', 'made_at as madeAt'])
		.orderBy('made_at')
		.orderBy('version')
		.execute();
}

export function selectBudgets(db: Db, offerIds: readonly string[]) {
	if (offerIds.length === 0) return Promise.resolve([]);
	return db
		.selectFrom('offer_budgets')
		.select(['offer_id as offerId', 'given_minor as givenMinor'])
		.where('offer_id', 'in', offerIds)
		.execute();
}

/** What active offers that have a budget gave. Those that gave nothing yet have no row. */
export function selectOpenBudgets(db: Db) {
	return db
		.selectFrom('offers as o')
		.innerJoin('offer_budgets as b', (on) => on.on('b.offer_id', '=', sql<string>`o.id::text`))
		.select(['b.offer_id as offerId', 'b.given_minor as givenMinor'])
		.where('o.state', '=', 'active')
		.where(sql<boolean>`(o.rule #>> '{limits,budgetMinor}') IS NOT NULL`)
		.execute();
}

/** Names of groups and stores. */
export async function selectPlaceNames(db: Db) {
	const groups = await db.selectFrom('groups').select(['id', 'name']).execute();
	const stores = await db.selectFrom('stores').select(['id', 'name', 'locale', 'zone']).orderBy('code').execute();
	return { groups, stores };
}
