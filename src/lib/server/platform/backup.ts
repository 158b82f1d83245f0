import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { insertBackup, startBackup, stopBackup } from '../db/base-backup';
import { makeFolder } from '../db/make-folder';
import { StartError } from '../start-error';
import { syncTree } from './sync-tree';

/** Files that belong to the running server or are made anew by every start; PostgreSQL's manual, "Base Backups". */
const leftOut = /^(postmaster\.pid|postmaster\.opts|tillit\.conf|pg_internal\.init)$/;
const emptied = /^(pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans|pgsql_tmp.*)$/;

export interface BackupResult {
	folder: string;
	/** How many journals (till and epoch) it contains. */
	journals: number;
}

/**
 * Copies the database of the running server into a new folder below `target`, complete with the log needed to start
 * from it, and notes in the database which journal heads it contains.
 */
export async function makeBackup(client: Client, pgFolder: string, target: string, now: Date): Promise<BackupResult> {
	const folder = join(target, `tillit-${now.toISOString().slice(0, 19).replaceAll(':', '')}Z`);
	const draft = `${folder}.unfinished`;
	makeDraft(draft);
	try {
		const begun = await startBackup(client);
		copyFolder(pgFolder, join(draft, 'pg'));
		const { label, tablespaceMap, walFiles } = await stopBackup(client);
		writeFileSync(join(draft, 'pg/backup_label'), label, { mode: 0o600 });
		if (tablespaceMap) writeFileSync(join(draft, 'pg/tablespace_map'), tablespaceMap, { mode: 0o600 });
		copyWal(pgFolder, join(draft, 'pg'), walFiles);
		// Tills forget what is in a backup, so it has to be on the disk before it is noted.
		syncTree(draft);
		renameSync(draft, folder);
		await insertBackup(client, { id: randomUUID(), ...begun });
		return { folder, journals: begun.heads.length };
	} catch (error) {
		rmSync(draft, { recursive: true, force: true });
		throw error;
	}
}

function makeDraft(folder: string): void {
	try {
		makeFolder(folder, 0o700);
	} catch (error) {
		throw new StartError(`The folder ${folder} cannot be made (${(error as NodeJS.ErrnoException).code}).`);
	}
}

/** Files may vanish or change while they are copied; the log repairs what changed. */
function copyFolder(source: string, target: string): void {
	mkdirSync(target, { mode: 0o700 });
	for (const entry of readdirSync(source, { withFileTypes: true })) {
		const [from, to] = [join(source, entry.name), join(target, entry.name)];
		if (entry.isDirectory() && (emptied.test(entry.name) || entry.name === 'pg_wal')) makeEmpty(to);
		else if (entry.isDirectory()) copyFolder(from, to);
		else if (entry.isFile() && !leftOut.test(entry.name)) copyFile(from, to);
	}
}

function makeEmpty(folder: string): void {
	mkdirSync(folder, { mode: 0o700 });
	if (folder.endsWith('pg_wal')) mkdirSync(join(folder, 'archive_status'), { mode: 0o700 });
}

function copyFile(from: string, to: string): void {
	try {
		cpSync(from, to);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
	}
}

function copyWal(pgFolder: string, target: string, files: { first: string; last: string }): void {
	const needed = readdirSync(join(pgFolder, 'pg_wal')).filter(
		(name) => /^[0-9A-F]{24}$/.test(name) && name >= files.first && name <= files.last
	);
	if (!needed.includes(files.last)) throw new StartError('The database wrote its log away too fast; try again.');
	for (const name of needed) cpSync(join(pgFolder, 'pg_wal', name), join(target, 'pg_wal', name));
}

/** The newest backup in a folder that people name, or the folder itself. */
export function findBackup(folder: string): string {
	const isBackup = (path: string) => existsSync(join(path, 'pg/backup_label'));
	if (isBackup(folder)) return folder;
	const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^tillit-.*Z$/.test(name)) : [];
	const newest = names
		.sort()
		.reverse()
		.map((name) => join(folder, name))
		.find(isBackup);
	if (!newest) throw new StartError(`There is no backup in ${folder}.`);
	return newest;
}
