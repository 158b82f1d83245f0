import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Some versions on the registry name platform packages that were never published; a lock file made from them installs on
 * the machine that made it and fails with `npm ci` everywhere else.
 * @param {string} root
 * @returns {string[]} a line for every package that is named but not locked
 */
export function findUnlocked(root) {
	const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
	return Object.entries(packages).flatMap(([path, { version, optionalDependencies = {} }]) =>
		Object.keys(optionalDependencies)
			.filter((name) => !isLocked(packages, path, name))
			.map((name) => `${path || 'package.json'} ${version} needs ${name}, which package-lock.json does not hold.`)
	);
}

/** As Node resolves it: in the package's own folder, then in every one above. */
function isLocked(packages, path, name) {
	for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
		if (`${folder}${folder ? '/' : ''}node_modules/${name}` in packages) return true;
		if (!folder) return false;
	}
}
