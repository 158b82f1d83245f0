import type { Client } from 'pg';

/** Belongs to us alone: 7_205_001 is the lock of migrations, 7_205_002 that of the data folder. */
const sequencerLock = 7_205_003;

export async function tryTakeSequencer(client: Client): Promise<boolean> {
	const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [sequencerLock]);
	return rows[0]?.taken ?? false;
}

export async function listenForChanges(client: Client): Promise<void> {
	await client.query('LISTEN changes');
}

/** How many got a position. Asks first, because numbering nothing would still write. */
export async function numberChanges(client: Client, most: number): Promise<number> {
	const { rows } = await client.query<{ numbered: number }>(
		'SELECT number_changes($1) AS numbered WHERE EXISTS (SELECT FROM changes WHERE pos IS NULL)',
		[most]
	);
	return rows[0]?.numbered ?? 0;
}
