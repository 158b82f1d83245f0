import { resolve } from 'node:path';

export type InstallationKind = 'demo' | 'shop';

/** Everything the environment decides; read once a process. */
export interface Config {
	/** Absolute path of the data folder (`TILLIT_DATA`, `./data` by default). */
	dataFolder: string;
	port: number;
	/** Address to listen on if `HOST` names one. */
	host: string | null;
	/** Public address behind a proxy, such as `https://till.example.org`. */
	origin: string | null;
	/** An outside PostgreSQL (`DATABASE_URL`); null means the embedded one. */
	databaseUrl: string | null;
	/** What the app connects with; `serve` sets it once the database runs. */
	appDatabaseUrl: string | null;
	/** Certificate and key files of the operator's own. */
	tls: { certFile: string; keyFile: string } | null;
	smtpUrl: string | null;
	/** Whether refusals to foreign tills keep HTTP 200, as the old product answers. */
	crmcomErrorStatus: 'legacy200' | 'http';
	rewards: RewardsConfig;
	logLevel: string;
	version: string;
}

/** Who keeps the members' value: our own ledger, or a CRM.COM elsewhere (`REWARDS=crmcom`). */
export type RewardsConfig =
	| { backend: 'builtin' }
	| { backend: 'crmcom'; url: string; user: string | null; key: string; organisation: string | null };

/** A setting that cannot be used: the line names it and the remedy. */
export class ConfigError extends Error {}

type Environment = Record<string, string | undefined>;

/** Reads and checks the environment; throws `ConfigError` with one line for the person who started the program. */
export function readConfig(env: Environment): Config {
	return {
		dataFolder: fromUserFolder(env, env.TILLIT_DATA || 'data'),
		port: readPort(env.PORT),
		host: env.HOST || null,
		origin: readOrigin(env.ORIGIN),
		databaseUrl: readDatabaseUrl(env.DATABASE_URL),
		appDatabaseUrl: env.TILLIT_APP_DATABASE_URL || null,
		tls: readTls(env),
		smtpUrl: env.SMTP_URL || null,
		crmcomErrorStatus: readErrorStatus(env.CRMCOM_ERROR_STATUS),
		rewards: readRewards(env),
		logLevel: readLogLevel(env.LOG_LEVEL),
		version: env.npm_package_version ?? 'dev'
	};
}

/** npm runs its scripts in the package's folder; a relative path means the folder the person is in. */
export function fromUserFolder(env: Environment, path: string): string {
	return resolve(env.INIT_CWD ?? '.', path);
}

function readPort(text: string | undefined): number {
	if (!text) return 3000;
	const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
	if (port < 1 || port > 65_535) throw new ConfigError(`PORT must be a number from 1 to 65535, not "${text}".`);
	return port;
}

function readOrigin(text: string | undefined): string | null {
	if (!text) return null;
	const url = URL.canParse(text) ? new URL(text) : null;
	if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/') {
		throw new ConfigError(`ORIGIN must be an address such as https://till.example.org, not "${text}".`);
	}
	return url.origin;
}

function readDatabaseUrl(text: string | undefined): string | null {
	if (!text) return null;
	// The address may hold a password, so it is not repeated.
	if (!/^postgres(ql)?:\/\/./.test(text)) {
		throw new ConfigError('DATABASE_URL must look like postgresql://user:password@host:5432/database.');
	}
	return text;
}

function readTls(env: Environment): Config['tls'] {
	if (!env.TLS_CERT && !env.TLS_KEY) return null;
	if (!env.TLS_CERT || !env.TLS_KEY) throw new ConfigError('TLS_CERT and TLS_KEY belong together; one is missing.');
	return { certFile: fromUserFolder(env, env.TLS_CERT), keyFile: fromUserFolder(env, env.TLS_KEY) };
}

function readErrorStatus(text: string | undefined): Config['crmcomErrorStatus'] {
	if (!text) return 'legacy200';
	if (text !== 'legacy200' && text !== 'http') {
		throw new ConfigError(`CRMCOM_ERROR_STATUS must be legacy200 or http, not "${text}".`);
	}
	return text;
}

function readRewards(env: Environment): RewardsConfig {
	const backend = env.REWARDS || 'builtin';
	if (backend === 'builtin') return { backend };
	if (backend !== 'crmcom') throw new ConfigError(`REWARDS must be builtin or crmcom, not "${backend}".`);
	const { CRMCOM_URL: url, CRMCOM_KEY: key, CRMCOM_USER: user, CRMCOM_ORGANISATION: organisation } = env;
	if (!url || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
		throw new ConfigError('REWARDS=crmcom needs CRMCOM_URL, an address such as https://rewards.example.org.');
	}
	if (!key) throw new ConfigError('REWARDS=crmcom needs CRMCOM_KEY, the web API key (or the password of CRMCOM_USER).');
	if (organisation && !user) throw new ConfigError('CRMCOM_ORGANISATION belongs to CRMCOM_USER, which is missing.');
	return { backend, url, key, user: user || null, organisation: organisation || null };
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

function readLogLevel(text: string | undefined): string {
	if (!text) return 'info';
	if (!logLevels.includes(text)) throw new ConfigError(`LOG_LEVEL must be one of ${logLevels.join(', ')}.`);
	return text;
}

let current: Config | undefined;

/** The configuration of this process. Not read at import, because the build loads server modules too. */
export function config(): Config {
	return (current ??= readConfig(process.env));
}
