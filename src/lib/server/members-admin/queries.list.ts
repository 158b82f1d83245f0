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
};

/** The last row of the page above. */
export type MemberKey = { id: string; name: string; createdAt: string };

type Members = Database & { m: Database['members'] };

/** Each part has an index of its own; a plain OR over two tables would read them whole. */
function matching(search: MemberSearch): RawBuilder<unknown> {
	switch (search.kind) {
		case 'email':
			return sql`SELECT id FROM members WHERE email LIKE ${`${escaped(search.start)}%`}`;
		case 'words': {
			const query = search.words.map((word) => `${word}:*`).join(' & ');
			const named = sql`SELECT id FROM members WHERE to_tsvector('simple', name) @@ to_tsquery('simple', ${query})`;
			return search.email === null
				? named
				: sql`${named} UNION SELECT id FROM members WHERE email LIKE ${`${escaped(search.email)}%`}`;
		}
		case 'digits': {
			const { digits, phoneStarts, ends } = search;
			const parts = [
				sql`SELECT member_id FROM cards WHERE number LIKE ${`${digits}%`} AND member_id IS NOT NULL`,
				...phoneStarts.map((start) => sql`SELECT id FROM members WHERE phone LIKE ${`${start}%`}`)
			];
			if (ends) {
				const end = `${[...digits].reverse().join('')}%`;
				parts.push(
					sql`SELECT id FROM members WHERE reverse(phone) LIKE ${end} AND phone IS NOT NULL`,
					sql`SELECT member_id FROM cards WHERE reverse(number) LIKE ${end} AND member_id IS NOT NULL`
				);
			}
			return sql.join(parts, sql` UNION `);
		}
	}
}

const escaped = (text: string) => text.replace(/[\\%_]/g, '\\$&');

function narrow<O>(query: SelectQueryBuilder<Members, 'm', O>, { search, tier, state }: MemberFilter) {
	if (search) query = query.where(sql<boolean>`m.id IN (${matching(search)})`);
	if (tier !== null) query = query.where('m.tier', '=', tier);
	if (state !== null) query = query.where('m.state', '=', state);
	return query;
}

export function selectMembers(db: Db, filter: MemberFilter, after: MemberKey | null, limit: number) {
	let query = narrow(db.selectFrom('members as m'), filter)
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
	const found = narrow(db.selectFrom('members as m'), filter).select('m.id').limit(most);
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
