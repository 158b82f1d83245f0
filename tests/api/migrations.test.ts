import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../src/lib/server/db/client';
import { migrate, MigrationError, migrations, type Migration } from '../../src/lib/server/db/migrate';
import { protectMigrations } from '../../src/lib/server/db/roles';
import { readCatalog } from '../support/catalog';
import { createTestDatabase, query, type TestDatabase } from '../support/postgres';

async function migrateTo(url: string, wanted: Migration[]): Promise<string[]> {
	const client = createClient(url, 'tillit tests');
	await client.connect();
	try {
		return await migrate(client, wanted);
	} finally {
		await client.end();
	}
}

describe('migrations', () => {
	let fromZero: TestDatabase;
	let bySteps: TestDatabase;

	beforeAll(async () => {
		[fromZero, bySteps] = [await createTestDatabase(), await createTestDatabase({ migrated: false })];
	});
	afterAll(async () => {
		await fromZero.destroy();
		await bySteps.destroy();
	});

	it('make the same schema from zero as step by step', async () => {
		for (const [index, { name }] of migrations.entries()) {
			expect(await migrateTo(bySteps.ownerUrl, migrations.slice(0, index + 1))).toEqual([name]);
		}
		const client = createClient(bySteps.ownerUrl, 'tillit tests');
		await client.connect();
		await protectMigrations(client);
		await client.end();
		expect(await readCatalog(bySteps.ownerUrl)).toEqual(await readCatalog(fromZero.ownerUrl));
	});

	it.each([
		['crmcom', 1],
		['builtin', 0]
	])('tell the tills of a shop whose value is kept by %s already, and no others', async (backend, times) => {
		const shop = await createTestDatabase({ migrated: false });
		const at = migrations.findIndex(({ name }) => name.startsWith('0180'));
		await migrateTo(shop.ownerUrl, migrations.slice(0, at));
		await query(
			shop.ownerUrl,
			`UPDATE reward_settings SET backend = '${backend}';
			INSERT INTO stores (id, code, name, address, tax_number, zone, locale, currency)
			VALUES (gen_random_uuid(), 'S01', 'Shop', '1 Main Street', 'DE123', 'Europe/Berlin', 'en-GB', 'EUR');
			DELETE FROM changes`
		);
		await migrateTo(shop.ownerUrl, migrations);
		const told = await query(
			shop.ownerUrl,
			"SELECT FROM changes c JOIN stores s ON c.key = s.id::text WHERE c.kind = 'settings'"
		);
		expect(told).toHaveLength(times);
		await shop.destroy();
	});

	it('run once, also when two processes start together', async () => {
		const empty = await createTestDatabase({ migrated: false });
		const runs = await Promise.all([migrateTo(empty.ownerUrl, migrations), migrateTo(empty.ownerUrl, migrations)]);
		expect(runs.map((names) => names.length).sort()).toEqual([0, migrations.length]);
		await empty.destroy();
	});

	it('leave nothing behind when one of them fails', async () => {
		const broken = { name: '9999-broken', sql: 'create table half (id int); select nonsense' };
		await expect(migrateTo(fromZero.ownerUrl, [...migrations, broken])).rejects.toThrow(MigrationError);
		expect(await query(fromZero.ownerUrl, "select from pg_tables where tablename = 'half'")).toEqual([]);
	});

	it('cannot be rewritten or forged by the app role', async () => {
		await expect(query(fromZero.url, "insert into schema_migrations values ('x', 'y')")).rejects.toThrow(
			/permission denied/
		);
		await expect(query(fromZero.url, 'create table mine (id int)')).rejects.toThrow(/permission denied/);
	});
});
