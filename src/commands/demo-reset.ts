import { readConfig, type Config } from '$lib/server/config';
import { createDb, createPool } from '$lib/server/db/client';
import { dropDemo } from '$lib/server/db/drop-demo';
import { startEmbedded } from '$lib/server/db/embedded';
import { takeOwnership } from '$lib/server/db/owner';
import { runCommand } from '$lib/server/platform/command';
import { openDatabase } from '$lib/server/platform/database';
import { prepareInstallation } from '$lib/server/platform/installation';
import { systemPorts } from '$lib/server/ports';
import { StartError } from '$lib/server/start-error';
import { fillDemo } from './demo/fill';

async function drop({ dataFolder, port }: Config): Promise<void> {
	const server = await startEmbedded(dataFolder);
	// Refuses while a Tillit serves this folder; that one's database has to stay, and stay running.
	const owner = await takeOwnership(server.superuserUrl, port);
	await owner.release();
	try {
		await dropDemo(server);
	} finally {
		await server.stop();
	}
}

async function rebuild(config: Config): Promise<void> {
	const database = await openDatabase(config, (reason) => {
		throw new Error(reason);
	});
	const db = createDb(createPool(database.appUrl, { statementTimeoutMs: 0 }));
	try {
		const wish = { shop: false, outsideDatabase: false };
		await prepareInstallation(db, wish, { seed: fillDemo, now: systemPorts.now });
	} finally {
		await db.destroy();
		await database.stop();
	}
}

// `npm run demo:reset`: the demo shop as it was on its first day. Tablets that were tills of it have to be enrolled again.
await runCommand(async () => {
	const config = readConfig(process.env);
	if (config.databaseUrl) throw new StartError('DATABASE_URL leads to a real shop. Only a demo can be reset.');
	await drop(config);
	await rebuild(config);
	console.log('The demo shop is as new. Tablets that were its tills have to be enrolled again.');
});
