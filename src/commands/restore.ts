import { fromUserFolder, readConfig } from '$lib/server/config';
import { runCommand } from '$lib/server/platform/command';
import { restoreBackup } from '$lib/server/platform/restore';
import { StartError } from '$lib/server/start-error';

// `npm run restore -- DIR`: puts the newest backup in DIR back; tills then send again what it does not contain.
await runCommand(async () => {
	const config = readConfig(process.env);
	const folder = process.argv[2];
	if (!folder) throw new StartError('Say where the backup is: npm run restore -- DIR');
	if (config.databaseUrl) throw new StartError('With DATABASE_URL the database is restored by its own tools.');
	const result = await restoreBackup(config.dataFolder, fromUserFolder(process.env, folder), new Date());
	console.log(
		`Restored ${result.from} (generation ${result.generation}). The former files are in ${result.formerFiles}.`
	);
});
