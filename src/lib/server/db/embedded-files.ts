import {
	chownSync,
	existsSync,
	lstatSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmdirSync,
	rmSync,
	statSync
} from 'node:fs';
import { readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartError } from '../start-error';
import { shortHash, type Place } from './embedded-place';
import { makeFolder } from './make-folder';

/** How to reach a running server. On POSIX `host` is the folder of the socket. */
export interface Endpoint {
	host: string;
	port: number;
}

/** Settings written at every start; `postgresql.conf` includes them. */
export function serverSettings({ host, port }: Endpoint, durable: boolean): string {
	const socket = host.startsWith('/');
	const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
	return [
		`listen_addresses = ${socket ? "''" : quote(host)}`,
		`unix_socket_directories = ${socket ? quote(host) : "''"}`,
		`port = ${port}`,
		'unix_socket_permissions = 0700',
		`fsync = ${durable ? 'on' : 'off'}`,
		'max_connections = 100',
		"shared_buffers = '128MB'",
		"max_wal_size = '1GB'",
		"timezone = 'UTC'",
		"log_timezone = 'UTC'",
		// Values in statements may be personal data: the log names the error, not the row.
		'log_error_verbosity = terse',
		'log_min_error_statement = panic',
		''
	].join('\n');
}

/** A closed folder for the socket, short enough for the 107 bytes a socket path may have. */
export function makeSocketFolder(place: Place): string {
	const folder = join(tmpdir(), `tillit-${shortHash(place.folder)}`);
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const stat = lstatSync(folder);
	const allowed = [process.getuid?.(), place.runAs.kind === 'user' ? place.runAs.uid : undefined];
	if (!stat.isDirectory() || !allowed.includes(stat.uid) || (stat.mode & 0o077) !== 0) {
		throw new StartError(`${folder} belongs to somebody else or is open to others; remove it and start again.`);
	}
	if (place.runAs.kind === 'user') chownSync(folder, place.runAs.uid, place.runAs.gid);
	return folder;
}

/** Removes the socket's folder of a server that has stopped, unless a new one is already using it. */
export function dropSocketFolder({ host }: Endpoint): void {
	if (!host.startsWith('/')) return;
	try {
		rmdirSync(host);
	} catch {
		// It is not empty, or gone.
	}
}

/** Where the server that `postmaster.pid` speaks of listens, or null if it does not say (yet). */
export function readEndpoint(pgFolder: string): Endpoint | null {
	const lines = readLines(join(pgFolder, 'postmaster.pid'));
	const [port, socketFolder, address] = [Number(lines[3]), lines[4], lines[5]];
	const host = socketFolder || address;
	return port && host ? { host, port } : null;
}

/**
 * Process ids come back after a restart of the machine or container, and PostgreSQL then takes a stranger for its own
 * former self and refuses to start. Where `/proc` tells who it is, a stale file is removed.
 */
export function dropStalePidFile(pgFolder: string): void {
	const file = join(pgFolder, 'postmaster.pid');
	const pid = Number(readLines(file)[0]);
	const commandLine = `/proc/${pid}/cmdline`;
	if (!pid || !existsSync(commandLine)) return;
	const words = readFileSync(commandLine, 'utf8').split('\0');
	// An empty command line is a zombie; it goes away by itself.
	if (words.length > 1 && !words.includes(pgFolder)) rmSync(file, { force: true });
}

function readLines(file: string): string[] {
	return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
}

const logLimitBytes = 10 * 1024 * 1024;

/** Starts a new log when the old one is large; one old one is kept. */
export function rotateLog(file: string): void {
	if (existsSync(file) && statSync(file).size > logLimitBytes) renameSync(file, `${file}.old`);
}

/** Removes what a first start left behind that was ended in the middle. */
export function dropUnfinished(folder: string): void {
	const tenMinutesAgo = Date.now() - 600_000;
	for (const name of readdirSync(folder)) {
		const path = join(folder, name);
		if (name.startsWith('pg.new-') && statSync(path).mtimeMs < tenMinutesAgo) rmSync(path, { recursive: true });
	}
}

/** Makes the data folder and proves that it can be written. */
export function prepareDataFolder(folder: string): void {
	const probe = join(folder, `.probe-${process.pid}`);
	try {
		makeFolder(folder, 0o700);
		writeFileSync(probe, '');
		rmSync(probe);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		throw new StartError(
			`The data folder ${folder} cannot be written (${code}). Allow this user to write there, or name another folder in TILLIT_DATA.`
		);
	}
}
