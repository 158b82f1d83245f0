import type { Client } from 'pg';

/** Belongs to us; any number will do as long as all processes use the same. */
const sequencerLock = 7_205_002;

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
