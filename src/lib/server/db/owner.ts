import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { createClient } from './client';
import { StartError } from '../start-error';

/** The process that holds this session lock owns the data folder; the number is arbitrary and belongs to us. */
const ownerLock = 7_205_002;
const patienceMs = 1_500;

export interface OwnerLock {
	/** Settles with the reason when the connection that holds the lock is lost. */
	lost: Promise<string>;
	release(): Promise<void>;
}

/** Takes the data folder for this process. Throws `StartError` naming the port of the process that has it. */
export async function takeOwnership(superuserUrl: string, port: number): Promise<OwnerLock> {
	const client = createClient(superuserUrl, `tillit owner ${port}`);
	let onLost: (reason: string) => void = () => {};
	const lost = new Promise<string>((resolve) => (onLost = resolve));
	client.on('error', (error) => onLost(error.message));
	client.on('end', () => onLost('connection ended'));
	await client.connect();
	const deadline = Date.now() + patienceMs;
	while (!(await tryLock(client))) {
		if (Date.now() > deadline) {
			const holder = await findOwner(client);
			await client.end();
			throw new StartError(`Tillit is already running on this data folder${holder ? ` on port ${holder}` : ''}.`);
		}
		await sleep(200);
	}
	return { lost, release: () => client.end().catch(() => {}) };
}

async function tryLock(client: Client): Promise<boolean> {
	const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [ownerLock]);
	return rows[0]?.taken ?? false;
}

/** The port of the process that owns the data folder, or null. */
export async function findOwner(client: Client): Promise<number | null> {
	const { rows } = await client.query<{ name: string }>(
		`select a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
		where l.locktype = 'advisory' and l.objid = $1 and l.granted
			and l.database = (select oid from pg_database where datname = current_database())`,
		[ownerLock]
	);
	return Number(rows[0]?.name.split(' ').at(-1)) || null;
}
