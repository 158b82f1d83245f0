import type { Config } from '../config';
import { createClient, createDb, createPool, type Db } from '../db/client';
import { findRunning } from '../db/embedded';
import { findOwner } from '../db/owner';
import { openDatabase } from './database';

/** Works on the installation's database: beside the server where that runs, else on a database opened for the while. */
export async function useDatabase<T>(config: Config, work: (db: Db) => Promise<T>): Promise<T> {
	const served = config.databaseUrl ? null : await findServed(config.dataFolder);
	if (served) return withPool(served.appUrl, work);
	const own = await openDatabase(config, (reason) => {
		throw new Error(reason);
	});
	try {
		return await withPool(own.appUrl, work);
	} finally {
		await own.stop();
	}
}

async function withPool<T>(appUrl: string, work: (db: Db) => Promise<T>): Promise<T> {
	const db = createDb(createPool(appUrl, { statementTimeoutMs: 0 }));
	try {
		return await work(db);
	} finally {
		await db.destroy();
	}
}

/** The database of a running Tillit, which has brought it to its version; one that was left running by itself is not. */
export async function findServed(dataFolder: string): Promise<{ appUrl: string; port: number } | null> {
	const running = await findRunning(dataFolder);
	if (!running) return null;
	const client = createClient(running.superuserUrl, 'tillit command');
	client.on('error', () => {});
	await client.connect();
	try {
		const port = await findOwner(client);
		return port === null ? null : { appUrl: running.appUrl, port };
	} finally {
		await client.end();
	}
}
