import type { Client } from 'pg';

/** The last event of one journal that a backup contains. */
export interface JournalHead {
	tillId: string;
	epoch: number;
	seq: number;
	hash: string;
}

export type BegunBackup = { begunAt: Date; heads: JournalHead[] };

/** Begins an online backup on this connection, which must stay open until `stopBackup`, and reads the journal heads. */
export async function startBackup(client: Client): Promise<BegunBackup> {
	const { rows: times } = await client.query<{ now: Date }>('select clock_timestamp() as now');
	const begunAt = times[0]?.now;
	if (!begunAt) throw new Error('PostgreSQL did not say what time it is.');
	const { rows } = await client.query<JournalHead>(
		'select till_id as "tillId", epoch, head_seq as seq, head_hash as hash from epochs order by till_id, epoch'
	);
	await client.query("select pg_backup_start('tillit', fast => true)");
	return { begunAt, heads: rows };
}

export interface StoppedBackup {
	label: string;
	tablespaceMap: string;
	/** Names of the first and last file of the write-ahead log that the backup needs. */
	walFiles: { first: string; last: string };
}

export async function stopBackup(client: Client): Promise<StoppedBackup> {
	const { rows } = await client.query<{ label: string; map: string; last: string }>(
		'select labelfile as label, spcmapfile as map, pg_walfile_name(lsn) as last from pg_backup_stop(wait_for_archive => false)'
	);
	const row = rows[0];
	const first = /\(file ([0-9A-F]{24})\)/.exec(row?.label ?? '')?.[1];
	if (!row || !first) throw new Error('PostgreSQL ended the backup without a label.');
	return { label: row.label, tablespaceMap: row.map, walFiles: { first, last: row.last } };
}

export async function insertBackup(
	client: Client,
	{ id, begunAt, heads }: BegunBackup & { id: string }
): Promise<void> {
	const values = [id, begunAt, JSON.stringify(heads)];
	await client.query('insert into backups (id, begun_at, heads) values ($1, $2, $3)', values);
}

/**
 * After a restore tills and readers see another generation and send or read again. The backup holds a former number, and
 * restoring it twice would give the same one twice: seconds since 2026 have never been given before.
 */
export async function raiseGeneration(client: Client): Promise<number> {
	const { rows } = await client.query<{ generation: number }>(
		`update installation
		set generation = greatest(generation + 1, extract(epoch from clock_timestamp() - timestamptz '2026-01-01Z')::integer)
		returning generation`
	);
	return rows[0]?.generation ?? 0;
}
