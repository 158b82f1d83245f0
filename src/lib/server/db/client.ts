import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database } from './schema';

export type Db = Kysely<Database>;

const { INT8, TIMESTAMPTZ } = pg.types.builtins;

function toSafeNumber(text: string): number {
	const value = Number(text);
	if (!Number.isSafeInteger(value))
		throw new RangeError(`A bigint column holds ${text}, more than a number can carry.`);
	return value;
}

const parseTime: (text: string) => Date = pg.types.getTypeParser(TIMESTAMPTZ, 'text');

/**
 * What columns arrive as: `int8` as a number (money in minor units stays far below 2^53, anything beyond throws),
 * `timestamptz` as RFC 3339 in UTC with milliseconds, the rest as `pg` does it.
 */
const types: pg.CustomTypesConfig = {
	getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
		if (format !== 'binary' && oid === INT8) return toSafeNumber;
		if (format !== 'binary' && oid === TIMESTAMPTZ) return (text: string) => parseTime(text).toISOString();
		return pg.types.getTypeParser(oid, format as 'text');
	}) as pg.CustomTypesConfig['getTypeParser']
};

export interface PoolOptions {
	max?: number;
	/** Longest statement in milliseconds; 0 means no limit. */
	statementTimeoutMs?: number;
}

/** Connections to the database named by a `postgresql://` address. */
export function createPool(url: string, { max = 10, statementTimeoutMs = 30_000 }: PoolOptions = {}): pg.Pool {
	const pool = new pg.Pool({
		connectionString: url,
		max,
		types,
		statement_timeout: statementTimeoutMs,
		connectionTimeoutMillis: 10_000,
		application_name: 'tillit',
		// What is not waited for is sent at once; whoever waits for each statement notices nothing.
		pipeline: true
	});
	// An idle connection that breaks is replaced on the next use; without a listener it would end the process.
	pool.on('error', () => {});
	return pool;
}

/** One connection of its own, for locks and LISTEN. The caller listens to its `error` event. */
export function createClient(url: string, applicationName: string): pg.Client {
	return new pg.Client({
		connectionString: url,
		types,
		application_name: applicationName,
		connectionTimeoutMillis: 10_000
	});
}

/** The typed query builder over a pool; `db.destroy()` ends the pool too. */
export function createDb(pool: pg.Pool): Db {
	const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
	pools.set(db, pool);
	return db;
}

const pools = new WeakMap<Db, pg.Pool>();

/** For the few calls that are made without the query builder; never inside a transaction. */
export function poolOf(db: Db): pg.Pool {
	const pool = pools.get(db);
	if (!pool) throw new Error('There is no pool behind this query builder.');
	return pool;
}

/** Such as 150004 for PostgreSQL 15.4. */
export async function readServerVersion(client: pg.Client): Promise<number> {
	const { rows } = await client.query<{ version: number }>(
		"select current_setting('server_version_num')::int as version"
	);
	return rows[0]?.version ?? 0;
}
