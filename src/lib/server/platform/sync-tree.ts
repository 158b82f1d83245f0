import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Makes sure that a folder and everything in it is on the disk and not only in memory. */
export function syncTree(folder: string): void {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) syncTree(path);
		else if (entry.isFile()) syncPath(path, 'r+');
	}
	// Windows cannot open a folder, and does not need to.
	if (process.platform !== 'win32') syncPath(folder, 'r');
}

function syncPath(path: string, mode: 'r' | 'r+'): void {
	const file = openSync(path, mode);
	try {
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
}
