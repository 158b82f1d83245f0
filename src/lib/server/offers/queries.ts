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

/** The newest version of the whole set: what a cache of compiled offers is good for. */
export async function selectNewestVersion(db: Db): Promise<number> {
	const row = await db
		.selectFrom('offers')
		.select((of) => of.fn.max('version').as('version'))
		.executeTakeFirst();
	return row?.version ?? 0;
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

/** What offers gave a member, each in the period that began at its moment. */
export async function sumGiftsOfMember(
	db: Db,
	memberId: string,
	since: readonly { offerId: string; since: Date }[]
): Promise<{ offerId: string; times: number; amountMinor: number }[]> {
	if (since.length === 0) return [];
	return db
		.selectFrom('offer_gifts as g')
		.innerJoin(
			sql<{
				offer_id: string;
				since: Date;
			}>`(SELECT * FROM unnest(${since.map(({ offerId }) => offerId)}::text[], ${since.map((one) => one.since.toISOString())}::timestamptz[]))`.as<'w'>(
				sql`w(offer_id, since)`
			),
			(join) => join.onRef('w.offer_id', '=', 'g.offer_id')
		)
		.select('g.offer_id as offerId')
		.select((of) => [
			of.fn.sum<number>('g.times').as('times'),
			sql<number>`sum(g.amount_minor)::bigint`.as('amountMinor')
		])
		.where('g.member_id', '=', memberId)
		.whereRef('g.at', '>=', sql.ref('w.since'))
		.groupBy('g.offer_id')
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
