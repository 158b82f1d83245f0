/** axe on every page of a demo shop, in both themes, as each kind of person comes to it. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { BenchBrowser } from './browser';
import { walkTill } from './till-walk';

export type AxeResult = { path: string; look: string; serious: string[]; lesser: string[] };

const looks = ['light', 'dark'] as const;

/** An area's pages; the door that lets its person in comes first. `firstOf`: also what the first row of these lists opens. */
type Area = { door: string | null; paths: string[]; firstOf: string[] };

const manage = (...paths: string[]) => paths.map((path) => `/manage${path}`);
const areas: Area[] = [
	{
		door: null,
		paths: [
			'/',
			'/help',
			'/parts',
			'/trust',
			'/dev/mail',
			'/my',
			'/till',
			'/manage/sign-in',
			'/r/unknown',
			'/nothing-here'
		],
		firstOf: []
	},
	{ door: '/api/demo/member', paths: ['/my', '/my/receipts', '/my/me'], firstOf: ['/my/receipts'] },
	{
		door: '/api/demo/manager',
		paths: manage(
			...['', '/products', '/products/new', '/products/import', '/sales', '/staff', '/staff/new'],
			...['/tills', '/tills/new', '/tills/held', '/cases', '/me']
		),
		firstOf: manage('/products', '/sales', '/staff', '/tills')
	}
];

/** The page as it stands, in both themes. */
export async function axeOn(page: Page, path: string): Promise<AxeResult[]> {
	await settle(page);
	const results: AxeResult[] = [];
	for (const look of looks) {
		await page.emulateMedia({ colorScheme: look, reducedMotion: 'reduce' });
		const { violations } = await new AxeBuilder({ page }).analyze();
		const words = (isSerious: boolean) =>
			violations
				.filter(({ impact }) => (impact === 'serious' || impact === 'critical') === isSerious)
				.map(({ id, nodes }) => `${id} (${String(nodes.length)} × ${nodes[0]?.target.join(' ') ?? ''})`);
		results.push({ path, look, serious: words(true), lesser: words(false) });
	}
	return results;
}

/** Every page settles in its own time: nothing loads any more and the fonts are there. */
async function settle(page: Page): Promise<void> {
	await page.waitForLoadState('load');
	await page.waitForTimeout(1_000);
	await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

export async function openDoor(page: Page, origin: string, door: string): Promise<void> {
	await page.goto(origin);
	await page.locator(`form[action="${door}"] button`).click();
	await page.waitForURL((url) => url.pathname !== '/' && !url.pathname.startsWith('/api/'));
}

export async function axeAll(origin: string): Promise<AxeResult[]> {
	const results: AxeResult[] = [];
	for (const area of areas) results.push(...(await withPage((page) => axeArea(page, origin, area))));
	results.push(...(await withPage((page) => walkTill(page, origin))));
	return results;
}

async function axeArea(page: Page, origin: string, { door, paths, firstOf }: Area): Promise<AxeResult[]> {
	const results: AxeResult[] = [];
	if (door) await openDoor(page, origin, door);
	for (const path of paths) {
		await page.goto(origin + path);
		results.push(...(await axeOn(page, door ? path : `${path} (nobody)`)));
		if (!firstOf.includes(path)) continue;
		await page
			.locator(`main a[href^="${path}/"]:not([href$="/new"], [href$="/import"], [href*="/export"])`)
			.first()
			.click();
		await page.waitForURL((url) => url.pathname.startsWith(`${path}/`));
		results.push(...(await axeOn(page, `${path}/…`)));
	}
	return results;
}

async function withPage<T>(work: (page: Page) => Promise<T>): Promise<T> {
	const browser = new BenchBrowser();
	try {
		return await work(await browser.open());
	} finally {
		await browser.close();
	}
}
