/** What a request works with: one database pool, clock, random and log a process. */
import { config, type Config, type InstallationKind } from './config';
import { createDb, createPool, type Db } from './db/client';
import { log, type Log } from './http/log';
import { kindOfInstallation } from './platform/installation';
import { systemPorts, type Ports } from './ports';
import { openRewards, type Rewards } from './rewards/rewards';

export type App = { config: Config; db: Db; kind: InstallationKind; ports: Ports; log: Log; rewards: Rewards };

let opening: Promise<App> | undefined;

async function openApp(): Promise<App> {
	const settings = config();
	if (!settings.appDatabaseUrl) throw new Error('The app runs behind `npm start`, which names its database.');
	const db = createDb(createPool(settings.appDatabaseUrl));
	const kind = await kindOfInstallation(db);
	const rewards = await openRewards(db, systemPorts, settings.rewards);
	return { config: settings, db, kind, ports: systemPorts, log: log(), rewards };
}

/** The app of this process; opened on first use, tried again after a failure. */
export function app(): Promise<App> {
	opening ??= openApp().catch((error: unknown) => {
		opening = undefined;
		throw error;
	});
	return opening;
}
