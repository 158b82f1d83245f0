import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * A page loaded before an update asks for the hashed files of its own build. Each build therefore carries the files of
 * the one before it; `build/.own-files` names what the build made itself, so that nothing older is dragged along.
 */
const own = 'build/.own-files';
const immutable = 'build/client/_app/immutable';

/** Sets the present build's own files aside. @param {string} root @returns {string | null} the folder that holds them */
export function keepOldFiles(root) {
	const list = join(root, own);
	if (!existsSync(list)) return null;
	const kept = join(root, '.svelte-kit/previous-build');
	rmSync(kept, { recursive: true, force: true });
	for (const name of JSON.parse(readFileSync(list, 'utf8'))) {
		const source = join(root, immutable, name);
		if (existsSync(source)) copyFile(source, join(kept, name));
	}
	return existsSync(kept) ? kept : null;
}

/** Notes the new build's own files and puts the kept ones beside them. @param {string} root @param {string | null} kept */
export function restoreOldFiles(root, kept) {
	const folder = join(root, immutable);
	writeFileSync(join(root, own), JSON.stringify(listNames(folder)));
	if (!kept) return;
	for (const name of listNames(kept)) {
		const target = join(folder, name);
		if (existsSync(target)) continue;
		mkdirSync(dirname(target), { recursive: true });
		renameSync(join(kept, name), target);
	}
	rmSync(kept, { recursive: true, force: true });
}

/** @param {string} source @param {string} target */
function copyFile(source, target) {
	mkdirSync(dirname(target), { recursive: true });
	cpSync(source, target, { preserveTimestamps: true });
}

/** @param {string} folder @returns {string[]} */
function listNames(folder) {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
