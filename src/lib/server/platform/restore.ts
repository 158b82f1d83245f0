import { chownSync, cpSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '../db/client';
import { startEmbedded } from '../db/embedded';
import { raiseGeneration } from '../db/base-backup';
import { takeOwnership } from '../db/owner';
import { findBackup } from './backup';
import { syncTree } from './sync-tree';

export interface RestoreResult {
	/** The backup that was put back. */
	from: string;
	/** Where the former files are now; nothing is deleted. */
	formerFiles: string;
	generation: number;
}

/**
 * Puts a backup in the place of the data folder's database and raises the installation's generation. Refuses while a
 * Tillit runs on the folder.
 */
export async function restoreBackup(dataFolder: string, folder: string, now: Date): Promise<RestoreResult> {
	const from = findBackup(folder);
	const former = await startEmbedded(dataFolder);
	await (await takeOwnership(former.superuserUrl, 0)).release();
	await former.stop();
	const stamp = now.toISOString().slice(0, 19).replaceAll(':', '');
	const draft = `${former.pgFolder}.restored-${stamp}`;
	const formerFiles = `${former.pgFolder}.before-restore-${stamp}`;
	cpSync(join(from, 'pg'), draft, { recursive: true });
	const { uid, gid } = statSync(former.pgFolder);
	if (process.getuid && uid !== process.getuid()) giveTree(draft, uid, gid);
	syncTree(draft);
	renameSync(former.pgFolder, formerFiles);
	renameSync(draft, former.pgFolder);
	return { from, formerFiles, generation: await countGeneration(dataFolder) };
}

function giveTree(path: string, uid: number, gid: number): void {
	chownSync(path, uid, gid);
	if (!statSync(path).isDirectory()) return;
	for (const name of readdirSync(path)) giveTree(join(path, name), uid, gid);
}

async function countGeneration(dataFolder: string): Promise<number> {
	const server = await startEmbedded(dataFolder);
	const client = createClient(server.superuserUrl, 'tillit restore');
	try {
		await client.connect();
		return await raiseGeneration(client);
	} finally {
		await client.end();
		await server.stop();
	}
}
