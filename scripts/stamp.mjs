import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * One hash over the names and contents of files and folders; what does not exist counts as empty.
 * @param {string} root
 * @param {string[]} paths
 * @param {string[]} [words] what else decides, such as the Node version
 */
export function hashOf(root, paths, words = []) {
	const hash = createHash('sha256').update(words.join('\0'));
	for (const file of paths.flatMap((path) => listFiles(join(root, path))).sort()) {
		// Not the whole path: a checkout may be moved.
		hash.update(`\0${relative(root, file).replaceAll('\\', '/')}\0`).update(readFileSync(file));
	}
	return hash.digest('hex');
}

/** @param {string} path @returns {string[]} */
function listFiles(path) {
	if (!existsSync(path)) return [];
	if (!statSync(path).isDirectory()) return [path];
	return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
		const child = join(path, entry.name);
		if (entry.isDirectory()) return listFiles(child);
		return entry.isFile() && !/\.test\.ts$/.test(entry.name) ? [child] : [];
	});
}

/** @param {string} file @param {string} value */
export function isStamped(file, value) {
	return existsSync(file) && readFileSync(file, 'utf8') === value;
}

/** @param {string} file @param {string} value */
export function stamp(file, value) {
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, value);
}
