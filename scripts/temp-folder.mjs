import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives the tests a temporary folder of their own and removes it at the end with everything left in it: what a test that
 * was broken off did not clean up, and the PostgreSQL servers it left running.
 */
export function useOwnTempFolder() {
	// A longer path would not leave room for the sockets of PostgreSQL, which may have about 100 bytes.
	if (tmpdir().length > 30) return;
	const folder = mkdtempSync(join(tmpdir(), 'tillit-'));
	// Where root may not run PostgreSQL it runs as another user, who has to get through.
	chmodSync(folder, 0o711);
	process.env.TMPDIR = folder;
	process.on('exit', () => {
		for (const pid of listServers(folder)) end(pid);
		rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
	});
}

/** @param {string} folder @returns {number[]} */
function listServers(folder) {
	try {
		return readdirSync(folder, { recursive: true })
			.filter((name) => String(name).endsWith('postmaster.pid'))
			.map((name) => Number(readFileSync(join(folder, String(name)), 'utf8').split('\n')[0]));
	} catch {
		// Something was just being removed, so its owner is still at work.
		return [];
	}
}

/** @param {number} pid */
function end(pid) {
	try {
		process.kill(pid, 'SIGQUIT');
	} catch {
		// It had ended.
	}
}
