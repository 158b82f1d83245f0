import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import type pg from 'pg';
import { createClient, createDb, createPool, type Db } from '../../src/lib/server/db/client';
import { appRole, ownerRole } from '../../src/lib/server/db/roles';

export const templateName = 'tillit_template';

export interface TestDatabase {
	/** Address as the app role, for whoever opens connections of its own. */
	url: string;
	ownerUrl: string;
	/** The app's query builder and its pool. */
	db: Db;
	pool: pg.Pool;
	/** Ends the pool and drops the database. */
	destroy(): Promise<void>;
}

/** A database of one's own, migrated unless told otherwise. Call it in `beforeAll`, `destroy()` in `afterAll`. */
export async function createTestDatabase({ migrated = true } = {}): Promise<TestDatabase> {
	const server = inject('postgresUrl');
	const name = `test_${randomUUID().replaceAll('-', '')}`;
	await query(server, `create database ${name} owner ${ownerRole} template ${migrated ? templateName : 'template1'}`);
	const url = asRole(inDatabase(server, name), appRole);
	const pool = createPool(url);
	return {
		url,
		ownerUrl: asRole(inDatabase(server, name), ownerRole),
		pool,
		db: createDb(pool),
		async destroy() {
			await pool.end();
			await query(server, `drop database if exists ${name} with (force)`);
		}
	};
}

/** One statement on a connection of its own. */
export async function query<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
	const client = createClient(url, 'tillit tests');
	await client.connect();
	try {
		return (await client.query<Row>(text)).rows;
	} finally {
		await client.end();
	}
}

/** The same server, another database. */
export function inDatabase(url: string, name: string): string {
	return url.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${name}`);
}

/** The same address, but everything is done as another role, whose password is then not needed. */
export function asRole(url: string, role: string): string {
	return `${url}${url.includes('?') ? '&' : '?'}options=${encodeURIComponent(`-c role=${role}`)}`;
}
