/** What runs beside requests in a server process: started once, ended at shutdown. */
import type { App } from './app';
import { startRetention } from './changes/retention';
import { startSequencer } from './changes/sequencer';
import { crmcomApp } from './crmcom/app';
import { startUnfinished } from './crmcom/unfinished';
import { startProductRounds } from './crmcom-client/products';
import { startTasks, workDesk } from './crmcom-client/tasks';
import { createClient } from './db/client';
import { connectSmtp, startMailer } from './mail/mailer';
import { startClaims } from './rewards/claims';
import { startUpkeep } from './upkeep/upkeep';
import { startExpiry } from './wallet/expire';

let running = false;

export function startBackground(app: App): void {
	if (running) return;
	running = true;
	const { db, ports, config, log } = app;
	const note = (task: string) => (error: unknown) => log.warn({ task, error: String(error) }, 'background task failed');
	const sequencer = startSequencer({
		connect: () => createClient(config.appDatabaseUrl ?? '', 'tillit-sequencer'),
		onFault: note('sequencer')
	});
	const mailer = config.smtpUrl ? startMailer(db, ports, connectSmtp(config.smtpUrl), note('mailer')) : null;
	const upkeep = startUpkeep(db, ports, note('upkeep'));
	const expiry = startExpiry(db, ports, note('expiry of value'));
	const unfinished = startUnfinished(crmcomApp(app), note('unfinished purchases of foreign tills'));
	const { client } = app.rewards;
	const tasks = client ? startTasks(workDesk(db, ports, client)) : null;
	const products = client ? startProductRounds(db, ports, client) : null;
	const claims = startClaims(db, ports, note('rewards of late members'));
	const retention = startRetention(db, ports, note('retention of changes'));
	process.once('sveltekit:shutdown', () => {
		upkeep.stop();
		mailer?.stop();
		expiry.stop();
		unfinished.stop();
		tasks?.stop();
		products?.stop();
		claims.stop();
		retention.stop();
		void sequencer.stop().then(() => db.destroy());
	});
}
