/** `npm run audit:pages`: axe on every page of a demo shop, Lighthouse on those that are somebody's first. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { runCommand } from '$lib/server/platform/command';
import { demoSignIns } from '$lib/server/demo/seed';
import { BenchBrowser } from './parts/browser';
import { BenchServer } from './parts/server';

const lighthouse = 'lighthouse@12.8.2';
const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
const audited = ['/', '/help', '/manage/sign-in', '/my', '/till'];
const runsOfEach = 3;
const resultFile = 'test-results/audit.json';

/** Pages by who can see them; the door that lets that person in comes first. */
const areas: { door: string | null; paths: string[] }[] = [
	{ door: null, paths: ['/', '/help', '/parts', '/dev/mail', '/my', '/manage/sign-in', '/r/unknown', '/nothing-here'] },
	{ door: '/api/demo/member', paths: ['/my', '/my/receipts', '/my/me'] },
	{
		door: '/api/demo/manager',
		paths: ['', '/products', '/products/import', '/sales', '/staff', '/tills', '/tills/new', '/cases', '/me'].map(
			(path) => `/manage${path}`
		)
	},
	{ door: '/api/demo/till', paths: ['/till', '/till/receipts', '/till/status', '/till/pay'] }
];

type AxeResult = { path: string; serious: string[]; lesser: string[] };
type Scores = { path: string; scores: Record<string, number> };

async function axeOn(page: Page, path: string): Promise<AxeResult> {
	const { violations } = await new AxeBuilder({ page }).analyze();
	const words = (isSerious: boolean) =>
		violations
			.filter(({ impact }) => (impact === 'serious' || impact === 'critical') === isSerious)
			.map(({ id, nodes }) => `${id} (${String(nodes.length)} × ${nodes[0]?.target.join(' ') ?? ''})`);
	return { path, serious: words(true), lesser: words(false) };
}

/** Every page settles in its own time: nothing loads any more and the fonts are there. */
async function settle(page: Page): Promise<void> {
	await page.waitForLoadState('load');
	await page.waitForTimeout(1_500);
	await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/** The till's door leads to the PIN pad; the demo's first cashier signs in. */
async function unlock(page: Page): Promise<void> {
	const cashier = demoSignIns.find(({ where }) => where === '/till');
	const pin = /\d+/.exec(cashier?.how ?? '')?.[0];
	const name = cashier?.who.replace('Cashier ', '');
	if (!pin || !name) return;
	await page.getByRole('button', { name }).click({ timeout: 60_000 });
	for (const digit of pin) {
		await page.keyboard.press(digit);
		// Faster than a person types would be taken for a scanner.
		await page.waitForTimeout(180);
	}
	await page.getByRole('combobox').waitFor({ timeout: 30_000 });
}

async function axeAll(origin: string): Promise<AxeResult[]> {
	const results: AxeResult[] = [];
	for (const { door, paths } of areas) {
		const browser = new BenchBrowser();
		try {
			const page = await browser.open();
			if (door) await openDoor(page, origin, door);
			if (door === '/api/demo/till') {
				await settle(page);
				results.push(await axeOn(page, '/till (locked)'));
				await unlock(page);
			}
			for (const path of paths) {
				// The till stays signed in only while its page lives.
				if (door !== '/api/demo/till') await page.goto(origin + path);
				else await goWithin(page, path);
				await settle(page);
				results.push(await axeOn(page, door ? path : `${path} (nobody)`));
			}
		} finally {
			await browser.close();
		}
	}
	return results;
}

async function openDoor(page: Page, origin: string, door: string): Promise<void> {
	await page.goto(origin);
	await page.locator(`form[action="${door}"] button`).click();
	await page.waitForURL((url) => url.pathname !== '/' && !url.pathname.startsWith('/api/'));
}

/** Follows a link of the app, as a tap would, without loading the page anew. */
async function goWithin(page: Page, path: string): Promise<void> {
	await page.evaluate((href) => {
		const link = document.createElement('a');
		link.href = href;
		document.body.append(link);
		link.click();
		link.remove();
	}, path);
	await page.waitForURL((url) => url.pathname === path);
}

async function lighthouseOn(origin: string, path: string): Promise<Record<string, number>> {
	const file = `test-results/lighthouse${path.replaceAll('/', '-')}.json`;
	const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
	const args = [
		...['--yes', lighthouse, origin + path, '--quiet', '--output=json', `--output-path=${file}`],
		...[`--only-categories=${categories.join(',')}`, `--chrome-flags=${flags.join(' ')}`]
	];
	await new Promise<void>((resolve, reject) => {
		const env = { ...process.env, ...(process.env.CHROMIUM_PATH && { CHROME_PATH: process.env.CHROMIUM_PATH }) };
		const child = spawn('npx', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
		child.on('error', reject);
		child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`Lighthouse ended with ${String(code)}.`))));
	});
	const report = JSON.parse(readFileSync(file, 'utf8')) as { categories: Record<string, { score: number | null }> };
	return Object.fromEntries(categories.map((name) => [name, Math.round((report.categories[name]?.score ?? 0) * 100)]));
}

async function lighthouseAll(origin: string): Promise<Scores[]> {
	const results: Scores[] = [];
	for (const path of audited) {
		const runs: Record<string, number>[] = [];
		for (let run = 0; run < runsOfEach; run++) runs.push(await lighthouseOn(origin, path));
		const middle = (name: string) => runs.map((one) => one[name] ?? 0).sort((a, b) => a - b)[runs.length >> 1] ?? 0;
		results.push({ path, scores: Object.fromEntries(categories.map((name) => [name, middle(name)])) });
	}
	return results;
}

await runCommand(async () => {
	mkdirSync('test-results', { recursive: true });
	const only = process.argv[2];
	const server = await BenchServer.start({ demo: true });
	try {
		const axe = only === 'lighthouse' ? [] : await axeAll(server.origin);
		for (const { path, serious, lesser } of axe) {
			console.log(`axe  ${path.padEnd(28)} ${serious.length === 0 ? 'no serious finding' : serious.join(', ')}`);
			if (lesser.length > 0) console.log(`     ${''.padEnd(28)} lesser: ${lesser.join(', ')}`);
		}
		const scores = only === 'axe' ? [] : await lighthouseAll(server.origin);
		for (const { path, scores: of } of scores) {
			console.log(
				`Lighthouse  ${path.padEnd(20)} ${categories.map((name) => `${name} ${String(of[name])}`).join('  ')}`
			);
		}
		writeFileSync(resultFile, JSON.stringify({ at: new Date().toISOString(), axe, lighthouse: scores }, null, '\t'));
		if (axe.some(({ serious }) => serious.length > 0)) process.exitCode = 1;
	} finally {
		await server.close();
	}
});
