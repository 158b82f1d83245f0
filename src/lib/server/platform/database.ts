import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Config } from '../config';
import { createClient, readServerVersion } from '../db/client';
import { startEmbedded, type EmbeddedPostgres } from '../db/embedded';
import { migrate, MigrationError } from '../db/migrate';
import { protectMigrations } from '../db/roles';
import { takeOwnership, type OwnerLock } from '../db/owner';
import { StartError } from '../start-error';

export interface RunningDatabase {
	appUrl: string;
	notices: string[];
	/** Gives the lock back and stops the embedded server; an outside one is left alone. */
	stop(): Promise<void>;
}

/** Starts or reaches the database, brings it to this version, and says what the app connects with. */
export async function openDatabase(config: Config, onLost: (reason: string) => void): Promise<RunningDatabase> {
	return config.databaseUrl ? openOutside(config.databaseUrl) : openEmbedded(config, onLost);
}

async function openEmbedded(config: Config, onLost: (reason: string) => void): Promise<RunningDatabase> {
	const server = await startEmbedded(config.dataFolder);
	let owner = await takeOwnership(server.superuserUrl, config.port);
	let stopping = false;
	const guard = async (current: OwnerLock): Promise<void> => {
		const reason = await current.lost;
		if (stopping) return;
		const next = await retake(config, reason, onLost);
		if (next) {
			owner = next;
			void guard(next);
		}
	};
	void guard(owner);
	const stop = async () => {
		stopping = true;
		await owner.release();
		await server.stop();
	};
	try {
		await withClient(server.ownerUrl, async (client) => {
			await migrate(client);
			await protectMigrations(client);
		});
	} catch (error) {
		await stop();
		throw error;
	}
	return { appUrl: server.appUrl, notices: listNotices(server), stop };
}

/** The server broke off, by a crash or by somebody's hand: start it again and take the lock again. */
async function retake(config: Config, reason: string, onLost: (reason: string) => void): Promise<OwnerLock | null> {
	try {
		await sleep(500);
		const server = await startEmbedded(config.dataFolder);
		return await takeOwnership(server.superuserUrl, config.port);
	} catch (error) {
		onLost(`The database was lost (${reason}) and did not come back: ${(error as Error).message}`);
		return null;
	}
}

function listNotices(server: EmbeddedPostgres): string[] {
	const adopted = server.adopted ? 'The database was still running and goes on.' : null;
	return [server.notice, adopted].filter((notice) => notice !== null);
}

const oldestVersion = 150_000;

async function openOutside(url: string): Promise<RunningDatabase> {
	await withClient(url, async (client) => {
		if ((await readServerVersion(client)) < oldestVersion) {
			throw new StartError('DATABASE_URL must lead to PostgreSQL 15 or newer.');
		}
		await migrate(client);
	});
	return { appUrl: url, notices: [], stop: () => Promise.resolve() };
}

async function withClient(url: string, use: (client: Client) => Promise<void>): Promise<void> {
	const client = createClient(url, 'tillit migrate');
	client.on('error', () => {});
	try {
		await client.connect();
	} catch (error) {
		throw new StartError(`The database cannot be reached: ${describe(error)}`);
	}
	try {
		await use(client);
	} catch (error) {
		throw explainMigration(error);
	} finally {
		await client.end();
	}
}

const insufficientPrivilege = '42501';

function explainMigration(error: unknown): unknown {
	const refused = [error, (error as Error).cause].some(
		(one) => (one as { code?: string } | undefined)?.code === insufficientPrivilege
	);
	if (refused) {
		return new StartError(
			`The user in DATABASE_URL may not make tables there (${(error as Error).message}). Make it the owner of the database: ALTER DATABASE name OWNER TO user`,
			{ cause: error }
		);
	}
	return error instanceof MigrationError ? new StartError(error.message, { cause: error }) : error;
}

/** Node reports several failed addresses of one host as one error without a message. */
function describe(error: unknown): string {
	const { errors, message, code } = error as Error & { errors?: Error[]; code?: string };
	return `${message || errors?.[0]?.message || code || 'no answer'}. Check DATABASE_URL.`;
}
