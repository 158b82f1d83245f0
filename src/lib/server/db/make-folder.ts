import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and what leads to it. Node's own `recursive` goes on for ever where the parent exists and still answers
 * "no such folder", as below `/proc`.
 */
export function makeFolder(path: string, mode: number): void {
	if (makeOne(path, mode)) return;
	const parent = dirname(path);
	if (parent !== path) makeFolder(parent, mode);
	mkdirSync(path, { mode });
}

/** False if a folder above is missing. */
function makeOne(path: string, mode: number): boolean {
	try {
		mkdirSync(path, { mode });
		return true;
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'EEXIST') return true;
		if (code === 'ENOENT') return false;
		throw error;
	}
}
