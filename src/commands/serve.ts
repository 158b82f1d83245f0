import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError, readConfig, type Config, type InstallationKind } from '$lib/server/config';
import { createDb, createPool } from '$lib/server/db/client';
import { demoSignIns } from '$lib/server/demo/seed';
import { renewSetupCode } from '$lib/server/first/setup-code';
import { log } from '$lib/server/http/log';
import { largeBodyLimitBytes, protocolHeader, wrapHandler, type Handler } from '$lib/server/http/wrap';
import { openDatabase } from '$lib/server/platform/database';
import { explainTaken } from '$lib/server/platform/already-running';
import { runDevServer } from '$lib/server/platform/dev-server';
import { decideHost, isHttpsOutside, readFlags, type Flags } from '$lib/server/platform/flags';
import { greet } from '$lib/server/platform/greeting';
import { prepareInstallation } from '$lib/server/platform/installation';
import { systemPorts } from '$lib/server/ports';
import { chooseServer } from '$lib/server/platform/secure-server';
import { noteServing } from '$lib/server/platform/serving';
import { onShutdown } from '$lib/server/platform/shutdown';
import { StartError } from '$lib/server/start-error';
import { listen } from '$lib/server/platform/web-server';
import { fillDemo } from './demo/fill';

const buildFolder = resolve('build');

async function serve(config: Config, flags: Flags): Promise<void> {
	const host = decideHost(config, flags);
	const nothing = () => Promise.resolve();
	const stop = { web: nothing, app: nothing, database: nothing };
	const shutdown = onShutdown(async () => {
		await stop.web();
		await stop.app();
		await stop.database();
	});
	try {
		const server = await chooseServer(config, flags);
		const web = flags.dev
			? null
			: await listen(config.port, host, server.make).catch(async (error: unknown) => {
					throw await explainTaken(error, config, server.addresses[0] ?? '');
				});
		if (web) stop.web = web.drain;
		noteServing(buildFolder);
		const database = await openDatabase(config, (reason) => {
			console.error(reason);
			shutdown(1);
		});
		stop.database = database.stop;
		const { kind, setupCode } = await openInstallation(config, flags, database.appUrl);
		passToApp(config, database.appUrl);
		if (web) {
			const handler = await loadHandler();
			stop.app = endApp;
			web.answerWith(wrapHandler(handler, { https: isHttpsOutside(config), log: log(), onStream: web.onStream }));
		} else {
			stop.web = runDevServer(config.port, host, shutdown);
		}
		const signIns = kind === 'demo' ? demoSignIns : [];
		const notices = [...server.notices, ...database.notices];
		process.stdout.write(greet({ ...server, kind, notices, signIns, setupCode }));
	} catch (error) {
		console.error(error instanceof StartError ? error.message : error);
		shutdown(1);
	}
}

interface Opened {
	kind: InstallationKind;
	setupCode: string | null;
}

async function openInstallation(config: Config, flags: Flags, appUrl: string): Promise<Opened> {
	const db = createDb(createPool(appUrl, { statementTimeoutMs: 0 }));
	const wish = { shop: flags.shop, outsideDatabase: config.databaseUrl !== null };
	try {
		const kind = await prepareInstallation(db, wish, { seed: fillDemo, now: systemPorts.now });
		return { kind, setupCode: kind === 'shop' ? await renewSetupCode(db, systemPorts) : null };
	} finally {
		await db.destroy();
	}
}

/** The app reads its configuration from the environment when it is loaded, as the commands do. */
function passToApp(config: Config, appUrl: string): void {
	Object.assign(process.env, {
		NODE_ENV: process.env.NODE_ENV ?? 'production',
		TILLIT_APP_DATABASE_URL: appUrl,
		TILLIT_DATA: config.dataFolder,
		PROTOCOL_HEADER: protocolHeader,
		BODY_SIZE_LIMIT: String(largeBodyLimitBytes)
	});
}

async function loadHandler(): Promise<Handler> {
	const { handler } = (await import(/* @vite-ignore */ pathToFileURL(join(buildFolder, 'handler.js')).href)) as {
		handler: Handler;
	};
	return handler;
}

/** The event the framework's own server sends; the app's hooks end their pools and timers on it. */
async function endApp(): Promise<void> {
	process.emit('sveltekit:shutdown' as 'beforeExit', 0);
	await new Promise((done) => setTimeout(done, 100));
}

try {
	await serve(readConfig(process.env), readFlags(process.argv.slice(2)));
} catch (error) {
	if (!(error instanceof ConfigError || error instanceof StartError)) throw error;
	console.error(error.message);
	process.exit(1);
}
