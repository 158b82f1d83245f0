import { randomBytes, randomUUID } from 'node:crypto';
import {
	appendFileSync,
	chownSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { StartError } from '../start-error';
import { createClient } from './client';
import {
	dropSocketFolder,
	dropStalePidFile,
	dropUnfinished,
	makeSocketFolder,
	prepareDataFolder,
	readEndpoint,
	rotateLog,
	serverSettings,
	type Endpoint
} from './embedded-files';
import { findPrograms, listPlaces, preparePlace, type Place } from './embedded-place';
import { runProgram, timedOutCode } from './embedded-programs';
import { appRole, createRoles, ownerRole } from './roles';

export interface EmbeddedPostgres {
	/** True if the server was already running, for example after this program was killed. */
	adopted: boolean;
	/** Where its files are (`…/pg`). */
	pgFolder: string;
	notice: string | null;
	superuserUrl: string;
	ownerUrl: string;
	appUrl: string;
	/** Another database of the same server, as superuser. */
	urlOf(database: string, role?: string): string;
	/** Ends running statements, writes everything out and stops. */
	stop(): Promise<void>;
}

const superuser = 'postgres';
export const databaseName = 'tillit';
const startTimeoutMs = 30_000;
const initTimeoutMs = 300_000;

/** `durable: false` is for tests alone: quicker, and lost in a power cut. */
export type EmbeddedOptions = { durable?: boolean };

/**
 * Starts the PostgreSQL in `dataFolder`, making it the first time, or adopts it if it runs. Throws `StartError` with
 * one line when that is impossible.
 */
export async function startEmbedded(
	dataFolder: string,
	{ durable = true }: EmbeddedOptions = {}
): Promise<EmbeddedPostgres> {
	prepareDataFolder(dataFolder);
	const place = await ensureInitialised(dataFolder, durable);
	const pgFolder = join(place.folder, 'pg');
	const { endpoint, adopted } = await startOrAdopt(place, pgFolder, durable);
	const urlOf = (database: string, role = superuser) => toUrl(endpoint, role, database, readPassword(place));
	await ensureDatabase(urlOf, readPassword(place));
	return {
		adopted,
		pgFolder,
		notice: place.notice,
		superuserUrl: urlOf(databaseName),
		ownerUrl: urlOf(databaseName, ownerRole),
		appUrl: urlOf(databaseName, appRole),
		urlOf,
		stop: async () => {
			await stopServer(place, pgFolder);
			dropSocketFolder(endpoint);
		}
	};
}

/** The running server of a data folder, or null; never starts one. */
export async function findRunning(
	dataFolder: string
): Promise<{ pgFolder: string; superuserUrl: string; appUrl: string } | null> {
	const place = findExistingPlace(dataFolder);
	if (!place) return null;
	const pgFolder = join(place.folder, 'pg');
	dropStalePidFile(pgFolder);
	const endpoint = readEndpoint(pgFolder);
	if (!endpoint || !(await isRunning(place, pgFolder)) || !(await answers(place, endpoint))) return null;
	const urlFor = (role: string) => toUrl(endpoint, role, databaseName, readPassword(place));
	return { pgFolder, superuserUrl: urlFor(superuser), appUrl: urlFor(appRole) };
}

/** The place that already holds a database of this data folder. */
export function findExistingPlace(dataFolder: string): Place | null {
	return listPlaces(dataFolder, findPrograms()).find((place) => isInitialised(place)) ?? null;
}

const isInitialised = (place: Place) => existsSync(join(place.folder, 'pg/PG_VERSION'));

async function ensureInitialised(dataFolder: string, durable: boolean): Promise<Place> {
	const programs = findPrograms();
	const places = listPlaces(dataFolder, programs);
	const existing = places.find(isInitialised);
	if (existing) {
		preparePlace(existing, programs);
		return existing;
	}
	dropUnfinished(dataFolder);
	const failures: string[] = [];
	for (const place of places) {
		preparePlace(place, programs);
		const failure = await initialise(place, durable);
		if (failure === null) return place;
		failures.push(failure);
	}
	throw new StartError(`PostgreSQL could not be set up in ${dataFolder}: ${failures.at(-1)}`);
}

/** Makes the database files beside their final place, so that a half-made folder is never taken for a whole one. */
async function initialise(place: Place, durable: boolean): Promise<string | null> {
	const target = join(place.folder, 'pg');
	const draft = join(place.folder, `pg.new-${randomUUID()}`);
	const result = await runInitdb(place, draft, durable);
	if (result.code !== 0) {
		rmSync(draft, { recursive: true, force: true });
		if (result.code === timedOutCode) throw new StartError(`PostgreSQL was not set up within 5 minutes in ${draft}.`);
		return lastLine(result.output);
	}
	appendFileSync(join(draft, 'postgresql.conf'), "\ninclude_if_exists = 'tillit.conf'\n");
	try {
		renameSync(draft, target);
	} catch (error) {
		// Another first start was quicker; its folder counts.
		rmSync(draft, { recursive: true, force: true });
		if (!isInitialised(place)) throw error;
	}
	return null;
}

function runInitdb(place: Place, draft: string, durable: boolean) {
	const args = ['-D', draft, '-U', superuser, '--encoding=UTF8', '--data-checksums', '--locale=C'];
	args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8');
	if (!durable) args.push('--no-sync');
	const { runAs } = place;
	if (runAs.kind === 'user') {
		// Its user may not create a folder beside the others, so it gets an empty one.
		mkdirSync(draft, { mode: 0o700 });
		chownSync(draft, runAs.uid, runAs.gid);
	}
	if (process.platform !== 'win32') return runProgram(place, 'initdb', [...args, '--auth=trust'], initTimeoutMs);
	writeFileSync(passwordFile(place), randomBytes(24).toString('base64url'), { mode: 0o600 });
	return runProgram(
		place,
		'initdb',
		[...args, '--auth=scram-sha-256', `--pwfile=${passwordFile(place)}`],
		initTimeoutMs
	);
}

const passwordFile = (place: Place) => join(place.folder, 'pg-password');

/** Only where the server listens on TCP; a socket in a closed folder needs none. */
function readPassword(place: Place): string {
	return process.platform === 'win32' ? readFileSync(passwordFile(place), 'utf8').trim() : '';
}

async function startOrAdopt(
	place: Place,
	pgFolder: string,
	durable: boolean
): Promise<{ endpoint: Endpoint; adopted: boolean }> {
	const deadline = Date.now() + startTimeoutMs;
	let adopted = true;
	let problem = '';
	while (Date.now() < deadline) {
		dropStalePidFile(pgFolder);
		if (await isRunning(place, pgFolder)) {
			const endpoint = readEndpoint(pgFolder);
			if (endpoint && (await answers(place, endpoint))) return { endpoint, adopted };
		} else {
			adopted = false;
			const result = await start(place, pgFolder, durable);
			if (result.code !== 0) problem = lastLine(result.output);
			if (result.code === 0) continue;
		}
		await sleep(250);
	}
	throw new StartError(
		`PostgreSQL did not start within 30 seconds (${problem || 'no answer'}); see ${logFile(place)}.`
	);
}

const logFile = (place: Place) => join(place.folder, 'pg.log');

async function start(place: Place, pgFolder: string, durable: boolean) {
	const endpoint =
		process.platform === 'win32'
			? { host: '127.0.0.1', port: await freePort() }
			: { host: makeSocketFolder(place), port: 5432 };
	writeFileSync(join(pgFolder, 'tillit.conf'), serverSettings(endpoint, durable));
	rotateLog(logFile(place));
	if (place.runAs.kind === 'user') {
		appendFileSync(logFile(place), '');
		chownSync(logFile(place), place.runAs.uid, place.runAs.gid);
		chownSync(join(pgFolder, 'tillit.conf'), place.runAs.uid, place.runAs.gid);
	}
	return runProgram(place, 'pg_ctl', ['start', '-D', pgFolder, '-l', logFile(place), '-w', '-t', '30', '-s']);
}

async function isRunning(place: Place, pgFolder: string): Promise<boolean> {
	return (await runProgram(place, 'pg_ctl', ['status', '-D', pgFolder])).code === 0;
}

/** After kill -9 of the server its process id can outlive it for seconds, so only an answer counts. */
async function answers(place: Place, endpoint: Endpoint): Promise<boolean> {
	const client = createClient(toUrl(endpoint, superuser, 'postgres', readPassword(place)), 'tillit start');
	client.on('error', () => {});
	try {
		await client.connect();
		await client.query('select 1');
		return true;
	} catch {
		return false;
	} finally {
		await client.end().catch(() => {});
	}
}

async function stopServer(place: Place, pgFolder: string): Promise<void> {
	await runProgram(place, 'pg_ctl', ['stop', '-D', pgFolder, '-m', 'fast', '-w', '-t', '60', '-s'], 70_000);
}

async function ensureDatabase(urlOf: EmbeddedPostgres['urlOf'], password: string): Promise<void> {
	const client = createClient(urlOf('postgres'), 'tillit start');
	client.on('error', () => {});
	await client.connect();
	try {
		await createRoles(client);
		for (const role of password ? [ownerRole, appRole] : []) {
			await client.query(`alter role ${role} password '${password}'`);
		}
		await createDatabase(client);
	} finally {
		await client.end();
	}
}

async function createDatabase(client: Client): Promise<void> {
	const exists = async () =>
		(await client.query('select from pg_database where datname = $1', [databaseName])).rowCount === 1;
	if (await exists()) return;
	try {
		await client.query(`create database ${databaseName} owner ${ownerRole}`);
	} catch (error) {
		// Another first start was quicker.
		if (!(await exists())) throw error;
	}
}

function toUrl({ host, port }: Endpoint, role: string, database: string, password: string): string {
	if (!host.startsWith('/')) return `postgresql://${role}:${password}@${host}:${port}/${database}`;
	return `postgresql://${role}@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`;
}

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.on('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const { port } = server.address() as AddressInfo;
			server.close(() => resolve(port));
		});
	});
}

function lastLine(text: string): string {
	return text.trim().split('\n').at(-1) ?? '';
}
