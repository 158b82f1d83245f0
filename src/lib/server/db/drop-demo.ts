import { StartError } from '../start-error';
import { createClient } from './client';
import { databaseName, type EmbeddedPostgres } from './embedded';

/**
 * Drops the database of a demo installation; the next start makes it anew. The journal's rows refuse to be deleted, so the
 * database goes as a whole. Throws `StartError` where it holds anything but a demo.
 */
export async function dropDemo({ superuserUrl, urlOf }: EmbeddedPostgres): Promise<void> {
	if (!(await holdsNothingButDemo(superuserUrl))) {
		throw new StartError('This data folder holds a real shop. Only a demo can be reset.');
	}
	const admin = createClient(urlOf('postgres'), 'tillit reset');
	await admin.connect();
	try {
		await admin.query(`drop database ${databaseName} with (force)`);
	} finally {
		await admin.end();
	}
}

async function holdsNothingButDemo(superuserUrl: string): Promise<boolean> {
	const client = createClient(superuserUrl, 'tillit reset');
	client.on('error', () => {});
	await client.connect();
	try {
		const { rows: tables } = await client.query<{ found: boolean }>(
			`select to_regclass('public.installation') is not null as found`
		);
		if (!tables[0]?.found) return true;
		const { rows } = await client.query<{ kind: string }>('select kind from installation');
		return rows.every(({ kind }) => kind === 'demo');
	} finally {
		await client.end();
	}
}
