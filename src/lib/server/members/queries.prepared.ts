import { sql } from 'kysely';
import type { Db } from '$lib/server/db/client';
import type { CardState } from '$lib/server/db/schema-members';

/** Which of these numbers are cards; `withdrawn`: was prepared once and is nobody's. */
export async function listKnownAmong(db: Db, numbers: readonly string[]) {
	const { rows } = await sql<{ number: string; withdrawn: boolean }>`
		SELECT number, state = 'blocked' AND member_id IS NULL AS withdrawn
		FROM cards WHERE number = ANY(${numbers}::text[])`.execute(db);
	return rows;
}

/** How many were not there before. */
export async function insertPrepared(db: Db, numbers: readonly string[], hmacs: readonly Buffer[], at: Date) {
	const { numAffectedRows } = await sql`
		INSERT INTO cards (number, hmac, state, created_at)
		SELECT number, hmac, 'prepared', ${at}
		FROM unnest(${numbers}::text[], ${hmacs}::bytea[]) AS new (number, hmac)
		ON CONFLICT DO NOTHING`.execute(db);
	return Number(numAffectedRows ?? 0);
}

/** Withdrawn cards that may be given away again; how many. */
export async function bringBack(db: Db, numbers: readonly string[]): Promise<number> {
	const { numAffectedRows } = await sql`
		UPDATE cards SET state = 'prepared'
		WHERE number = ANY(${numbers}::text[]) AND state = 'blocked' AND member_id IS NULL`.execute(db);
	return Number(numAffectedRows ?? 0);
}

/** Prepared cards from `first` to `last`, which have the same length. */
export async function countPrepared(db: Db, first: string, last: string): Promise<number> {
	const row = await db
		.selectFrom('cards')
		.select((of) => of.fn.countAll<number>().as('count'))
		.where('number', '>=', first)
		.where('number', '<=', last)
		.where((of) => of(of.fn<number>('length', ['number']), '=', first.length))
		.where('state', '=', 'prepared')
		.executeTakeFirst();
	return row?.count ?? 0;
}

/** Only what is still nobody's: a card that somebody joins with at this moment stays theirs. */
export async function blockPrepared(db: Db, first: string, last: string): Promise<number> {
	const { numUpdatedRows } = await db
		.updateTable('cards')
		.set({ state: 'blocked' })
		.where('number', '>=', first)
		.where('number', '<=', last)
		.where((of) => of(of.fn<number>('length', ['number']), '=', first.length))
		.where('state', '=', 'prepared')
		.executeTakeFirst();
	return Number(numUpdatedRows);
}

/**
 * Cards by the first of these ranges they lie in, `null` for those of none, and by state; `withdrawn`: blocked before anybody
 * had them. Every card is read once.
 */
export async function countCards(db: Db, ranges: readonly { id: string; prefix: string; length: number }[]) {
	const cases = ranges.map(({ id, prefix, length }) => {
		return sql`WHEN starts_with(number, ${prefix}) AND char_length(number) = ${length} THEN ${id}`;
	});
	const rangeId = cases.length === 0 ? sql`NULL` : sql`CASE ${sql.join(cases, sql` `)} END`;
	const { rows } = await sql<{ rangeId: string | null; state: CardState | 'withdrawn'; count: number }>`
		SELECT "rangeId", state, count(*)::int AS count
		FROM (
			SELECT (${rangeId})::uuid AS "rangeId",
				CASE WHEN state = 'blocked' AND member_id IS NULL THEN 'withdrawn' ELSE state END AS state
			FROM cards
		) AS c
		GROUP BY "rangeId", state`.execute(db);
	return rows;
}

/** Which of these blocks of numbers are lent to a till. */
export async function listLentAmong(db: Db, range: { prefix: string; length: number }, blocks: readonly number[]) {
	const rows = await db
		.selectFrom('card_leases')
		.select('block')
		.where('prefix', '=', range.prefix)
		.where('length', '=', range.length)
		.where('block', '=', sql<number>`ANY(${blocks}::bigint[])`)
		.execute();
	return rows.map(({ block }) => block);
}
