import { createHash } from 'node:crypto';
import type { Client } from 'pg';

/** One numbered SQL file. */
export interface Migration {
	/** Such as `0001-journal`; the number decides the order. */
	name: string;
	sql: string;
}

/** The database cannot be brought to this version; the line says why. */
export class MigrationError extends Error {}

const files = import.meta.glob<string>('./migrations/*.sql', { query: '?raw', import: 'default', eager: true });

/** All migrations of this version in order. */
export const migrations: Migration[] = Object.entries(files)
	.map(([path, sql]) => ({ name: path.replace(/^.*\/|\.sql$/g, ''), sql }))
	.sort((a, b) => (a.name < b.name ? -1 : 1));

/** Only one process migrates at a time; the number is arbitrary and belongs to us. */
const migrationLock = 7_205_001;

/**
 * Applies what is missing, each file in a transaction of its own, under a lock. Forward only: a file that was applied
 * must never change again, and a database newer than the program is refused.
 * @returns the names applied now
 */
export async function migrate(client: Client, wanted: Migration[] = migrations): Promise<string[]> {
	await client.query('select pg_advisory_lock($1)', [migrationLock]);
	try {
		await client.query(`create table if not exists schema_migrations (
			name text primary key,
			hash text not null,
			applied_at timestamptz not null default now()
		)`);
		const { rows } = await client.query<AppliedMigration>('select name, hash from schema_migrations');
		const missing = decideMissing(wanted, rows);
		for (const migration of missing) await apply(client, migration);
		return missing.map((migration) => migration.name);
	} finally {
		await client.query('select pg_advisory_unlock($1)', [migrationLock]);
	}
}

export interface AppliedMigration {
	name: string;
	hash: string;
}

/** Which migrations still have to run; throws `MigrationError` where the database and the files contradict each other. */
export function decideMissing(wanted: Migration[], applied: AppliedMigration[]): Migration[] {
	const hashes = new Map(applied.map((row) => [row.name, row.hash]));
	for (const migration of wanted) {
		const hash = hashes.get(migration.name);
		if (hash !== undefined && hash !== hashOf(migration)) {
			throw new MigrationError(
				`Migration ${migration.name} was changed after this database applied it; restore the file and add a new one.`
			);
		}
		hashes.delete(migration.name);
	}
	const [unknown] = [...hashes.keys()];
	if (unknown !== undefined) {
		throw new MigrationError(`This database was made by a newer version of Tillit (${unknown}); start that version.`);
	}
	const missing = wanted.filter((migration) => !applied.some((row) => row.name === migration.name));
	const lastApplied =
		applied
			.map((row) => row.name)
			.sort()
			.at(-1) ?? '';
	const late = missing.find((migration) => migration.name < lastApplied);
	if (late) throw new MigrationError(`Migration ${late.name} comes before ${lastApplied}, which is already applied.`);
	return missing;
}

export function hashOf(migration: Migration): string {
	// Git may check files out with other line ends on Windows.
	return createHash('sha256').update(migration.sql.replaceAll('\r\n', '\n')).digest('hex');
}

async function apply(client: Client, migration: Migration): Promise<void> {
	await client.query('begin');
	try {
		await client.query(migration.sql);
		await client.query('insert into schema_migrations (name, hash) values ($1, $2)', [
			migration.name,
			hashOf(migration)
		]);
		await client.query('commit');
	} catch (error) {
		await client.query('rollback');
		throw new MigrationError(`Migration ${migration.name} failed: ${(error as Error).message}`, { cause: error });
	}
}
