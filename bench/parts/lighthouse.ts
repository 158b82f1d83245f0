/** Lighthouse (mobile) on the pages that are somebody's first, and whether the two apps can be installed. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { BenchBrowser } from './browser';

const lighthouse = 'lighthouse@12.8.2';
export const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
const audited = ['/', '/help', '/manage/sign-in', '/my', '/till'];
const apps = ['/my', '/till'];
const runsOfEach = 3;

export type Scores = { path: string; scores: Record<string, number>; missed: string[] };
export type Installable = { path: string; name: string; hindrances: string[] };

type Report = {
	categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
	audits: Record<string, { score: number | null; displayValue?: string }>;
};

async function report(origin: string, path: string): Promise<Report> {
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
	return JSON.parse(readFileSync(file, 'utf8')) as Report;
}

const scoreOf = (one: Report, name: string) => Math.round((one.categories[name]?.score ?? 0) * 100);

/** What took points away, with its figure. */
function missedIn({ categories: parts, audits }: Report): string[] {
	const weighted = Object.values(parts).flatMap(({ auditRefs }) => auditRefs.filter(({ weight }) => weight > 0));
	return weighted.flatMap(({ id }) => {
		const audit = audits[id];
		if (!audit || audit.score === null || audit.score >= 0.9) return [];
		return [audit.displayValue ? `${id} ${audit.displayValue}` : id];
	});
}

/** The run whose performance is the middle one; the other categories hardly differ between runs. */
export async function lighthouseAll(origin: string): Promise<Scores[]> {
	const results: Scores[] = [];
	for (const path of audited) {
		const runs: Report[] = [];
		for (let run = 0; run < runsOfEach; run++) runs.push(await report(origin, path));
		runs.sort((a, b) => scoreOf(a, 'performance') - scoreOf(b, 'performance'));
		const middle = runs[runs.length >> 1];
		if (!middle) throw new Error('Lighthouse gave no report.');
		const scores = Object.fromEntries(categories.map((name) => [name, scoreOf(middle, name)]));
		results.push({ path, scores, missed: missedIn(middle) });
	}
	return results;
}

/** The browser's own judgement of manifest, icons and worker. */
export async function installables(origin: string): Promise<Installable[]> {
	const browser = new BenchBrowser();
	try {
		const page = await browser.open();
		const session = await page.context().newCDPSession(page);
		const results: Installable[] = [];
		for (const path of apps) {
			await page.goto(origin + path);
			await page.locator('link[rel=manifest]').waitFor({ state: 'attached' });
			await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
			const { data } = await session.send('Page.getAppManifest');
			const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
			const { name = '' } = JSON.parse(data ?? '{}') as { name?: string };
			results.push({ path, name, hindrances: installabilityErrors.map(({ errorId }) => errorId) });
		}
		return results;
	} finally {
		await browser.close();
	}
}
