import { fromUserFolder, readConfig } from '$lib/server/config';
import { createClient } from '$lib/server/db/client';
import { findRunning, startEmbedded } from '$lib/server/db/embedded';
import { makeBackup } from '$lib/server/platform/backup';
import { runCommand } from '$lib/server/platform/command';
import { StartError } from '$lib/server/start-error';

// `npm run backup -- DIR`: a copy of everything the server knows, while it runs or not.
await runCommand(async () => {
	const config = readConfig(process.env);
	const target = process.argv[2];
	if (!target) throw new StartError('Say where the backup goes: npm run backup -- DIR');
	if (config.databaseUrl) {
		throw new StartError('With DATABASE_URL the database is backed up by its own tools, such as pg_basebackup.');
	}
	const running = await findRunning(config.dataFolder);
	const own = running ? null : await startEmbedded(config.dataFolder);
	const { pgFolder, superuserUrl } = running ?? own!;
	const client = createClient(superuserUrl, 'tillit backup');
	try {
		await client.connect();
		const { folder, journals } = await makeBackup(client, pgFolder, fromUserFolder(process.env, target), new Date());
		console.log(`Backed up to ${folder} (${journals === 1 ? '1 journal' : `${journals} journals`}).`);
	} finally {
		await client.end();
		await own?.stop();
	}
});
