/** The built app in a browser with a large catalogue: first load, scans on the selling page, cold starts without a server. */
import type { Page } from '@playwright/test';
import { interleave, pick, spread, toRow, type Bench, type Figures, type Row, type Setting } from './harness';
import { BenchBrowser, enrol, readCatalogue, signIn, slowDown } from './parts/browser';
import { scanOf } from './parts/goods';
import { BenchShop } from './parts/shop';
import { cashier } from './parts/terms';

const lineCount = 30;
const scansPerRound = 60;
const loadTimeoutMs = 300_000;

type Load = { firstSaleMs: number; totalMs: number };

/** From the enrolment's tap until a product can be sold, and until all of them can. */
async function firstLoad(page: Page, shop: BenchShop): Promise<Load> {
	const { code } = await shop.newTill();
	const startMs = performance.now();
	await enrol(page, shop.server.origin, code);
	let firstSaleMs = Number.NaN;
	for (;;) {
		const { loaded, complete } = await readCatalogue(page);
		const nowMs = performance.now() - startMs;
		if (Number.isNaN(firstSaleMs) && (loaded > 0 || complete)) firstSaleMs = nowMs;
		if (complete) return { firstSaleMs, totalMs: nowMs };
		if (nowMs > loadTimeoutMs) throw new Error('The first load did not end.');
		await page.waitForTimeout(50);
	}
}

/** Plays a scanner in the page: the keys at once, then the time from Enter until line and totals are laid out. */
function scanInPage(page: Page, texts: readonly string[]): Promise<{ laidOut: number[]; painted: number[] }> {
	return page.evaluate(async (scans) => {
		const key = (name: string, code: string) =>
			window.dispatchEvent(new KeyboardEvent('keydown', { key: name, code, bubbles: true, cancelable: true }));
		const times = { laidOut: [] as number[], painted: [] as number[] };
		const sum = () => document.querySelector('.sum')?.textContent ?? '';
		for (const text of scans) {
			for (const digit of text) key(digit, `Digit${digit}`);
			const before = sum();
			const startMs = performance.now();
			key('Enter', 'Enter');
			while (sum() === before) {
				if (performance.now() - startMs > 5_000) throw new Error(`The scan ${text} changed nothing.`);
				await new Promise<void>((next) => {
					const channel = new MessageChannel();
					channel.port1.onmessage = () => next();
					channel.port2.postMessage(null);
				});
			}
			document.body.getBoundingClientRect();
			times.laidOut.push(performance.now() - startMs);
			await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
			times.painted.push(performance.now() - startMs);
			// Longer than the pause that tells two scans apart.
			await new Promise((next) => setTimeout(next, 130));
		}
		return times;
	}, texts);
}

async function scans(page: Page, shop: BenchShop, { rounds }: Setting): Promise<Figures[]> {
	const apart = Math.floor(shop.products.length / lineCount);
	const inBasket = shop.products
		.filter((_, no) => no % apart === 0)
		.map(scanOf)
		.slice(0, lineCount);
	await scanInPage(page, inBasket);
	const { screen } = await interleave(rounds, {
		screen: async () => {
			const wanted = Array.from({ length: scansPerRound }, (_, no) => inBasket[(no * 7) % lineCount] ?? '');
			const { laidOut, painted } = await scanInPage(page, wanted);
			const [line, frame] = [spread(laidOut), spread(painted)];
			return { p50: line.p50 ?? 0, p95: line.p95 ?? 0, painted: frame.p95 ?? 0 };
		}
	});
	return screen;
}

/** When the button to sign in stood there, by the page's own clock: whoever asks from outside asks too seldom. */
function watchForSignIn(name: string): void {
	const noted = window as unknown as { signInMs?: number };
	const look = () => {
		if (noted.signInMs !== undefined) return;
		const isThere = [...document.querySelectorAll('button')].some((button) => button.textContent?.includes(name));
		if (isThere) noted.signInMs = performance.now();
	};
	new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
}

/**
 * A new browser process, no server: until the cashier can sign in. Goods may still be on their way from the disk then, so
 * a scan right after signing in has to find its product.
 */
async function coldStart(browser: BenchBrowser, shop: BenchShop, slower: number): Promise<Figures> {
	await browser.stop();
	const page = await browser.open();
	await page.addInitScript(watchForSignIn, cashier.name);
	if (slower > 1) await slowDown(page, slower);
	await page.goto(`${shop.server.origin}/till`, { waitUntil: 'commit' });
	const ms = await page
		.waitForFunction(() => (window as unknown as { signInMs?: number }).signInMs, undefined, { timeout: 60_000 })
		.then((found) => found.jsonValue());
	await signIn(page);
	const product = shop.products[Math.floor(shop.products.length / 3)];
	if (product) await scanInPage(page, [scanOf(product)]);
	return { ms: ms ?? Number.NaN };
}

async function run(setting: Setting): Promise<Row[]> {
	const { products, rounds, log } = setting;
	const shop = await BenchShop.open(products, log);
	const browser = new BenchBrowser();
	try {
		log('first load …');
		const page = await browser.open();
		const load = await firstLoad(page, shop);
		await signIn(page);
		log('scans …');
		const screen = await scans(page, shop, setting);
		// The worker keeps the shell in its own time; a till that was open for a while has it.
		await page.waitForFunction(async () => Boolean(await caches.match('/till')));
		await page.waitForTimeout(3_000);
		log('cold starts without the server …');
		await browser.stop();
		await shop.server.stop();
		const starts = await interleave(rounds, {
			plain: () => coldStart(browser, shop, 1),
			slow: () => coldStart(browser, shop, 4)
		});
		return rowsOf(setting, load, screen, starts);
	} finally {
		await browser.close();
		await shop.close();
	}
}

function rowsOf(
	{ products }: Setting,
	load: Load,
	screen: Figures[],
	starts: Record<'plain' | 'slow', Figures[]>
): Row[] {
	const count = products.toLocaleString('en-US');
	const scan = `scan → line and totals of ${String(lineCount)} lines`;
	const seconds = (rounds: Figures[]) => pick(rounds, 'ms').map((ms) => ms / 1000);
	return [
		toRow({
			what: `first load of ${count} products`,
			unit: 's',
			values: [load.totalMs / 1000],
			budget: { atMost: 30 }
		}),
		toRow({
			what: 'first sale possible',
			unit: 's',
			values: [load.firstSaleMs / 1000],
			budget: { atMost: 3 }
		}),
		toRow({ what: `${scan}, laid out, p50`, unit: 'ms', values: pick(screen, 'p50') }),
		toRow({ what: `${scan}, laid out, p95`, unit: 'ms', values: pick(screen, 'p95'), budget: { atMost: 16 } }),
		toRow({ what: `${scan}, frame on screen, p95`, unit: 'ms', values: pick(screen, 'painted') }),
		toRow({ what: 'cold start, no server', unit: 's', values: seconds(starts.plain), budget: { atMost: 0.6 } }),
		toRow({
			what: 'cold start, no server, CPU 4 × slower',
			unit: 's',
			values: seconds(starts.slow),
			budget: { atMost: 1.5 }
		})
	];
}

export const bench: Bench = { title: 'The installed till', run };
