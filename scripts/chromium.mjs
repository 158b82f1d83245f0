import { existsSync } from 'node:fs';
import { run } from './child.mjs';
import { fail, root } from './prepare.mjs';

/** The one without a window comes first: what a window shows of its own costs more time than our pages. */
const usual = [
	'/usr/bin/chromium-headless-shell',
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome-stable',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
	'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'
];

/**
 * The browser for the tests: `CHROMIUM_PATH`, one of the system, the one Playwright keeps, else one that is installed
 * now (by apt as root, else by Playwright). An empty answer means Playwright's own.
 * @returns {Promise<string>}
 */
export async function findChromium() {
	const given = process.env.CHROMIUM_PATH;
	if (given) return existsSync(given) ? given : fail(`CHROMIUM_PATH=${given} does not exist.`);
	const found = usual.find((path) => existsSync(path));
	if (found) return found;
	const { chromium } = await import('@playwright/test');
	if (existsSync(chromium.executablePath())) return '';
	if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
		for (const name of ['chromium-headless-shell', 'chromium']) {
			await installPackages([name]);
			if (existsSync(`/usr/bin/${name}`)) return `/usr/bin/${name}`;
		}
	}
	console.log('Installing Chromium for the browser tests …');
	await run('npx', ['playwright', 'install', 'chromium'], { cwd: root, collect: true, timeoutMs: 600_000 });
	if (existsSync(chromium.executablePath())) return '';
	return fail('The browser tests need Chromium or Chrome. Install one, or name it in CHROMIUM_PATH.');
}

/** @param {string[]} names @returns {Promise<boolean>} */
export async function installPackages(names) {
	console.log(`Installing ${names.join(', ')} with apt-get …`);
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const options = { env, collect: true, timeoutMs: 600_000 };
	const wait = ['-o', 'DPkg::Lock::Timeout=300'];
	await run('apt-get', [...wait, 'update', '-qq'], options);
	const result = await run('apt-get', [...wait, 'install', '-y', '-qq', '--no-install-recommends', ...names], options);
	return result.code === 0;
}
