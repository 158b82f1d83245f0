import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely';
import type { Db } from '$lib/server/db/client';
import type { Database } from '$lib/server/db/schema';
import type { MemberState } from '$lib/server/db/schema-members';
import type { MemberSearch } from './search';

export type MemberFilter = {
	search: MemberSearch | null;
	tier: string | null;
	state: MemberState | null;
	/** `joined`: the newest first. */
	sort: 'name' | 'joined';
	/** A search goes no further than so many of each kind; null: to the end, for a file. */
	most: number | null;
};

/** The last row of the page above. */
export type MemberKey = { id: string; name: string; createdAt: string };

type Members = Database & { m: Database['members'] };

/** Who looks for somebody types more letters rather than read further. */
export const mostFound = 500;

type Part = RawBuilder<{ id: string }>;

/**
 * The ids of those who fit, each part found by an index of its own and cut off at `most`. The filters stand inside the
 * parts where they can, so that a rare tier is not lost behind a frequent name.
 */
function matching(search: MemberSearch, { tier, state, most }: MemberFilter): RawBuilder<{ id: string }> {
	const inTier = tier === null ? sql`true` : sql`tier = ${tier}`;
	const inState = state === null ? sql`true` : sql`state = ${state}`;
	const limit = most === null ? sql`ALL` : sql.lit(most + 1);
	const members = (test: RawBuilder<unknown>): Part =>
		sql`(SELECT id FROM members WHERE ${test} AND ${inTier} AND ${inState} LIMIT ${limit})`;
	const cards = (test: RawBuilder<unknown>): Part =>
		sql`(SELECT member_id AS id FROM cards WHERE ${test} AND member_id IS NOT NULL LIMIT ${limit})`;
	const byEmail = (start: string) => members(sql`email LIKE ${`${escaped(start)}%`}`);
	return sql`(${sql.join(partsOf(search, { members, cards, byEmail }), sql` UNION `)})`;
}

type Ways = {
	members: (test: RawBuilder<unknown>) => Part;
	cards: (test: RawBuilder<unknown>) => Part;
	byEmail: (start: string) => Part;
};

function partsOf(search: MemberSearch, { members, cards, byEmail }: Ways): Part[] {
	switch (search.kind) {
		case 'email':
			return [byEmail(search.start)];
		case 'words': {
			const query = search.words.map((word) => `${word}:*`).join(' & ');
			const named = members(sql`to_tsvector('simple', name) @@ to_tsquery('simple', ${query})`);
			return search.email === null ? [named] : [named, byEmail(search.email)];
		}
		case 'digits': {
			const { digits, phoneStarts, ends } = search;
			const end = `${[...digits].reverse().join('')}%`;
			return [
				cards(sql`number LIKE ${`${digits}%`}`),
				...phoneStarts.map((start) => members(sql`phone LIKE ${`${start}%`} AND phone IS NOT NULL`)),
				...(ends
					? [members(sql`reverse(phone) LIKE ${end} AND phone IS NOT NULL`), cards(sql`reverse(number) LIKE ${end}`)]
					: [])
			];
		}
	}
}

const escaped = (text: string) => text.replace(/[\\%_]/g, '\\$&');

/** Those who fit are found first, by themselves; the planner would rather read the list of names to its end. */
function narrowed(db: Db, filter: MemberFilter): SelectQueryBuilder<Members, 'm', object> {
	const { search, tier, state } = filter;
	let query = search
		? db
				.with(
					(cte) => cte('found').materialized(),
					() => matching(search, filter)
				)
				.selectFrom('found')
				.innerJoin('members as m', 'm.id', 'found.id')
		: db.selectFrom('members as m');
	if (tier !== null) query = query.where('m.tier', '=', tier);
	if (state !== null) query = query.where('m.state', '=', state);
	return query;
}

export function selectMembers(db: Db, filter: MemberFilter, after: MemberKey | null, limit: number) {
	let query = narrowed(db, filter)
		.select(['m.id', 'm.name', 'm.phone', 'm.email', 'm.tier', 'm.state', 'm.created_at as createdAt'])
		.select((of) =>
			of
				.selectFrom('sales as s')
				.select('s.at')
				.whereRef('s.member_id', '=', 'm.id')
				.orderBy('s.at', 'desc')
				.limit(1)
				.as('seenAt')
		)
		.limit(limit);
	if (filter.sort === 'joined') {
		if (after)
			query = query.where(sql<boolean>`(m.created_at, m.id) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`);
		return query.orderBy('m.created_at', 'desc').orderBy('m.id', 'desc').execute();
	}
	if (after) query = query.where(sql<boolean>`(lower(m.name), m.id) > (lower(${after.name}::text), ${after.id}::uuid)`);
	return query
		.orderBy(sql`lower(m.name)`)
		.orderBy('m.id')
		.execute();
}

export function findKey(db: Db, id: string): Promise<MemberKey | undefined> {
	// As text: a Date would lose the microseconds that keep the order.
	return db
		.selectFrom('members')
		.select(['id', 'name', sql<string>`created_at::text`.as('createdAt')])
		.where('id', '=', id)
		.executeTakeFirst();
}

/** How many fit, counted no further than `most`. */
export async function countMembers(db: Db, filter: MemberFilter, most: number): Promise<number> {
	const found = narrowed(db, filter).select('m.id').limit(most);
	const row = await db
		.selectFrom(found.as('found'))
		.select((of) => of.fn.countAll<number>().as('n'))
		.executeTakeFirstOrThrow();
	return row.n;
}

/** What the database believes the table holds; right to a few per cent, and free. */
export async function guessMembers(db: Db): Promise<number> {
	const { rows } = await sql<{
		n: number;
	}>`SELECT reltuples::bigint AS n FROM pg_class WHERE oid = 'members'::regclass`.execute(db);
	return Math.max(0, rows[0]?.n ?? 0);
}

/** The tiers in use; jumps from one to the next in the index. */
export async function listTiers(db: Db): Promise<string[]> {
	const { rows } = await sql<{ tier: string }>`
		WITH RECURSIVE known AS (
			(SELECT tier FROM members WHERE tier IS NOT NULL ORDER BY tier LIMIT 1)
			UNION ALL
			SELECT (SELECT m.tier FROM members m WHERE m.tier > known.tier ORDER BY m.tier LIMIT 1) FROM known WHERE known.tier IS NOT NULL
		)
		SELECT tier FROM known WHERE tier IS NOT NULL LIMIT 50`.execute(db);
	return rows.map(({ tier }) => tier);
}

/** How the shop writes amounts and dates, and what a phone number without a country code means there. */
export function listStores(db: Db) {
	return db
		.selectFrom('stores')
		.select(['id', 'name', 'zone', 'locale', 'currency', 'country'])
		.orderBy('code')
		.execute();
}
