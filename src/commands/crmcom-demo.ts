import { parseArgs } from 'node:util';
import { createKey, revokeKey } from '$lib/server/api-keys/keys';
import { scopes } from '$lib/contract/crmcom/methods';
import { readConfig } from '$lib/server/config';
import { CrmcomClient } from '$lib/server/crmcom-client/client';
import { createDb, createPool, type Db } from '$lib/server/db/client';
import { findRunning } from '$lib/server/db/embedded';
import { demoCard } from '$lib/server/demo/card';
import { runCommand } from '$lib/server/platform/command';
import { kindOfInstallation } from '$lib/server/platform/installation';
import { systemPorts } from '$lib/server/ports';
import { StartError } from '$lib/server/start-error';
import { printExchange } from './crmcom-demo/print';
import { playScenario } from './crmcom-demo/scenario';

const usage = `Start the demo shop with npm start and run this beside it; or name a server:
  npm run crmcom:demo -- --url https://… --key KEY --card NUMBER [--user LOGIN] [--unit CODE]`;

// Plays the part of a foreign till against a running server and prints each exchange.
await runCommand(async () => {
	const text = { type: 'string' } as const;
	const { values } = parseArgs({ options: { url: text, key: text, user: text, card: text, unit: text } });
	const config = readConfig(process.env);
	const url = values.url ?? `http://localhost:${String(config.port)}`;
	if (values.key !== undefined) {
		if (values.card === undefined) throw new StartError(usage);
		await play(url, { key: values.key, user: values.user ?? null, card: values.card, unit: values.unit ?? null });
		return;
	}
	const running = await findRunning(config.dataFolder);
	if (!running) throw new StartError(usage);
	const db = createDb(createPool(running.appUrl));
	try {
		if ((await kindOfInstallation(db)) !== 'demo') throw new StartError(usage);
		await playWithOwnKey(db, url);
	} finally {
		await db.destroy();
	}
});

/** The demo shop needs no set-up: the key lives as long as the demonstration. */
async function playWithOwnKey(db: Db, url: string): Promise<void> {
	const card = await demoCard(db);
	if (card === null) throw new StartError('The demo shop has no member card; npm run demo:reset makes it as new.');
	const made = await createKey(
		db,
		systemPorts,
		{ name: 'crmcom:demo', scopes, storeIds: [], expiresOn: '', unknownProducts: 'default' },
		null
	);
	if (!made.ok) throw new Error(JSON.stringify(made.faults));
	try {
		await play(url, { key: made.key, user: null, card, unit: null });
	} finally {
		await revokeKey(db, systemPorts, made.id, null);
	}
}

type Played = { key: string; user: string | null; card: string; unit: string | null };

async function play(url: string, { key, user, card, unit }: Played): Promise<void> {
	const client = new CrmcomClient(
		{ url, user, key, organisation: null },
		{ fetch: (address, init) => fetch(address, init), now: systemPorts.now, onExchange: printExchange }
	);
	await playScenario({ client, card, unit, nowMs: systemPorts.now() });
}
