import { sql } from 'kysely';
import { mostTiers } from '$lib/contract/sync/cards';
import type { Db } from '$lib/server/db/client';

/** Position of the newest change of a card; 0 when none is kept. */
export async function findCardsPosition(db: Db): Promise<number> {
	const row = await db
		.selectFrom('changes')
		.select((of) => of.fn.max('pos').as('pos'))
		.where('kind', '=', 'member_card')
		.where('pos', 'is not', null)
		.executeTakeFirst();
	return row?.pos ?? 0;
}

/** Numbers of the cards that changed in (since, upTo], at most `most`. */
export async function listChangedCards(db: Db, since: number, upTo: number, most: number): Promise<string[]> {
	const rows = await db
		.selectFrom('changes')
		.select('key')
		.distinct()
		.where('kind', '=', 'member_card')
		.where('pos', '>', since)
		.where('pos', '<=', upTo)
		.limit(most)
		.execute();
	return rows.map(({ key }) => key);
}

/** Names of the tiers members have, in the order their numbers follow. */
export async function listTiers(db: Db): Promise<string[]> {
	const rows = await db
		.selectFrom('members')
		.select('tier')
		.distinct()
		.where('tier', 'is not', null)
		.$narrowType<{ tier: string }>()
		.execute();
	return rows
		.map(({ tier }) => tier)
		.sort((a, b) => (a < b ? -1 : 1))
		.slice(0, mostTiers);
}

/** The last byte of an entry, as `contract/sync/cards` describes it. */
function flags(tiers: readonly string[]) {
	return sql`set_byte('\\x00'::bytea, 0, CASE
		WHEN m.state = 'ended' THEN 6
		WHEN c.state = 'blocked' THEN 3
		WHEN c.state = 'replaced' THEN 4
		WHEN c.state = 'prepared' THEN 5
		WHEN m.spend_blocked OR m.state = 'suspended' THEN 2
		ELSE 1
	END + 8 * coalesce(array_position(${tiers as string[]}::text[], m.tier), 0))`;
}

/** The next entries in order, made by the database as one value: a million rows never become objects here. */
export async function readCardEntries(db: Db, after: Buffer | null, most: number, tiers: readonly string[]) {
	const { rows } = await sql<{ entries: Buffer | null; last: Buffer | null; count: number }>`
		SELECT string_agg(substring(hmac FOR 6) || flags, ''::bytea ORDER BY hmac) AS entries,
			(array_agg(hmac ORDER BY hmac DESC))[1] AS last, count(*)::int AS count
		FROM (
			SELECT c.hmac, ${flags(tiers)} AS flags
			FROM cards c LEFT JOIN members m ON m.id = c.member_id
			WHERE c.hmac > ${after ?? Buffer.alloc(0)}
			ORDER BY c.hmac
			LIMIT ${most}
		) AS page`.execute(db);
	return rows[0] ?? { entries: null, last: null, count: 0 };
}

/** Every card that begins with one of these prefixes of its hash. */
export async function listCardFlags(
	db: Db,
	prefixes: Buffer[],
	tiers: readonly string[]
): Promise<{ prefix: Buffer; flags: Buffer }[]> {
	const { rows } = await sql<{ prefix: Buffer; flags: Buffer }>`
		SELECT p.prefix, ${flags(tiers)} AS flags
		FROM unnest(${prefixes}::bytea[]) AS p (prefix)
		JOIN cards c ON c.hmac >= p.prefix AND c.hmac <= p.prefix || decode(repeat('ff', 26), 'hex')
		LEFT JOIN members m ON m.id = c.member_id`.execute(db);
	return rows;
}
