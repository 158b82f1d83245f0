import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Notes that this process serves the build, so that no other command replaces it meanwhile. Ends with the process. */
export function noteServing(buildFolder: string): void {
	const folder = join(buildFolder, '.serving');
	const note = join(folder, String(process.pid));
	try {
		mkdirSync(folder, { recursive: true });
		writeFileSync(note, '');
	} catch {
		// A build that belongs to another user cannot be replaced by this one either.
		return;
	}
	process.on('exit', () => rmSync(note, { force: true }));
}
