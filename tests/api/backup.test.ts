import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../src/lib/server/db/client';
import { startEmbedded } from '../../src/lib/server/db/embedded';
import { migrate } from '../../src/lib/server/db/migrate';
import { takeOwnership } from '../../src/lib/server/db/owner';
import { makeBackup } from '../../src/lib/server/platform/backup';
import { restoreBackup } from '../../src/lib/server/platform/restore';
import { query } from '../support/postgres';

const at = new Date('2026-03-01T10:00:00Z');

describe('backup and restore', { timeout: 120_000 }, () => {
	let folder: string;
	const data = () => join(folder, 'data');
	const target = () => join(folder, 'backups');

	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), 'tillit-backup-'));
	});
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	it('puts back what was there, and the tills see another generation', async () => {
		const server = await startEmbedded(data());
		const owner = createClient(server.ownerUrl, 'tillit tests');
		await owner.connect();
		await migrate(owner);
		await owner.query("insert into installation (kind) values ('shop')");
		await owner.query("insert into tax_rates values ('a', 'Kept', 'A', 1900)");
		const admin = createClient(server.superuserUrl, 'tillit tests');
		await admin.connect();
		// Writes go on while the copy is made.
		const writing = owner.query("insert into rate_limits select 'k' || n, now(), 1 from generate_series(1, 20000) n");
		const backup = await makeBackup(admin, server.pgFolder, target(), at);
		await writing;
		expect(backup).toEqual({ folder: join(target(), 'tillit-2026-03-01T100000Z'), journals: 0 });
		expect((await owner.query('select heads from backups')).rows).toEqual([{ heads: [] }]);
		await owner.query("insert into tax_rates values ('b', 'Lost', 'B', 700)");
		await Promise.all([owner.end(), admin.end()]);
		await server.stop();

		const first = await restoreBackup(data(), target(), at);
		expect(first.from).toBe(backup.folder);
		expect(first.generation).toBeGreaterThan(1);
		// The same backup again is another restore for the tills; generations are told apart by the second.
		await new Promise((resolve) => setTimeout(resolve, 1_100));
		const second = await restoreBackup(data(), target(), new Date(at.getTime() + 60_000));
		expect(second.generation).toBeGreaterThan(first.generation);

		const restored = await startEmbedded(data());
		expect(await query(restored.appUrl, 'select name from tax_rates')).toEqual([{ name: 'Kept' }]);
		expect(await query(restored.ownerUrl, 'show data_checksums')).toEqual([{ data_checksums: 'on' }]);
		await restored.stop();
	});

	it('is refused while a server owns the folder, and names its port', async () => {
		const server = await startEmbedded(data());
		const owner = await takeOwnership(server.superuserUrl, 3456);
		await expect(restoreBackup(data(), target(), at)).rejects.toThrow(/already running .* on port 3456/);
		await owner.release();
		await server.stop();
	});

	it('says so when there is no backup', async () => {
		await expect(restoreBackup(data(), join(folder, 'nothing'), at)).rejects.toThrow(/There is no backup in/);
	});
});
