import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRunning, startEmbedded } from '../../src/lib/server/db/embedded';
import { takeOwnership } from '../../src/lib/server/db/owner';
import { query } from '../support/postgres';

const quick = { durable: false };

describe('the embedded PostgreSQL', { timeout: 120_000 }, () => {
	let folder: string;

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'tillit-embedded-'));
	});
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	it('starts once: a second start adopts what runs, a second owner is refused', async () => {
		const first = await startEmbedded(folder, quick);
		const second = await startEmbedded(folder, quick);
		expect([first.adopted, second.adopted]).toEqual([false, true]);
		expect(second.appUrl).toBe(first.appUrl);
		const owner = await takeOwnership(first.superuserUrl, 3999);
		await expect(takeOwnership(second.superuserUrl, 4000)).rejects.toThrow(/on port 3999/);
		await owner.release();
		await first.stop();
		expect(await findRunning(folder)).toBeNull();
	});

	it('survives two first starts at the same moment', async () => {
		const [one, two] = await Promise.all([startEmbedded(folder, quick), startEmbedded(folder, quick)]);
		expect(one.appUrl).toBe(two.appUrl);
		await one.stop();
	});

	it('starts again after the server was killed', async () => {
		const first = await startEmbedded(folder, quick);
		const pid = Number(readFileSync(join(first.pgFolder, 'postmaster.pid'), 'utf8').split('\n')[0]);
		process.kill(pid, 'SIGKILL');
		const second = await startEmbedded(folder, quick);
		expect(await query(second.appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
		await second.stop();
	});

	it('speaks UTF-8, keeps checksums, listens to nobody else, and the app role owns nothing', async () => {
		const server = await startEmbedded(folder);
		const settings = ['server_encoding', 'data_checksums', 'fsync', 'listen_addresses', 'statement_timeout'];
		const text = `select ${settings.map((name) => `current_setting('${name}') as ${name}`).join(', ')}`;
		expect(await query(server.appUrl, text)).toEqual([
			{
				server_encoding: 'UTF8',
				data_checksums: 'on',
				fsync: 'on',
				listen_addresses: process.platform === 'win32' ? '127.0.0.1' : '',
				statement_timeout: '30s'
			}
		]);
		await expect(query(server.appUrl, 'create table mine (id int)')).rejects.toThrow(/permission denied/);
		await server.stop();
	});

	it('says in one line when the folder cannot be written', async () => {
		await expect(startEmbedded('/dev/null/data')).rejects.toThrow(/The data folder .* cannot be written \(ENOTDIR\)/);
	});

	it('says so at once where a folder can never be made', async () => {
		const nowhere = process.platform === 'linux' ? '/proc/tillit' : '/dev/null/tillit/data';
		await expect(startEmbedded(nowhere)).rejects.toThrow(/The data folder .* cannot be written \((ENOENT|ENOTDIR)\)/);
	});
});
