import type { Page } from '@playwright/test';
import { codeOf, expectBooked } from './support/books';
import { expect, test } from './support/shop';
import {
	chip,
	chooseInMenu,
	expectChip,
	expectPaid,
	linesOf,
	newSale,
	openTill,
	payCash,
	receiptPaths,
	scanInto,
	sellOne,
	signIn,
	slow,
	tillIdOf,
	waitForOffline
} from './support/till';

test.setTimeout(240_000);

/** Addresses of kept scripts, and what they import that is not kept. */
const keptScripts = (page: Page) =>
	page.evaluate(async () => {
		const kept = new Set<string>();
		const wanted = new Map<string, string>();
		for (const name of await caches.keys()) {
			const cache = await caches.open(name);
			for (const { url } of await cache.keys()) {
				if (!url.includes('/immutable/') || !url.endsWith('.js')) continue;
				kept.add(url);
				const text = await (await cache.match(url))!.text();
				for (const [, path] of text.matchAll(/["'`](\.{1,2}\/[\w./-]+\.js)["'`]/g)) {
					wanted.set(new URL(path!, url).href, url);
				}
			}
		}
		return { kept: [...kept], missing: [...wanted.keys()].filter((url) => !kept.has(url)) };
	});

test('an installed till keeps all that its files import, and no page of another area', async ({ page, shop }) => {
	await openTill(page, shop);
	await waitForOffline(page);
	await expect.poll(() => page.evaluate(() => caches.match('/till?whole').then(Boolean)), slow).toBe(true);
	const { kept, missing } = await keptScripts(page);
	const ofOthers = /\/immutable\/(web|my)\//;
	expect(kept.length).toBeGreaterThan(10);
	expect(kept.filter((url) => ofOthers.test(url))).toEqual([]);
	expect(missing.filter((url) => !ofOthers.test(url))).toEqual([]);
});

test('with the server gone the till starts, signs in, sells, prints and parks; later all arrives once', async ({
	page,
	ownShop
}) => {
	await page.addInitScript(() => {
		window.print = () => void document.documentElement.setAttribute('data-printed', 'yes');
	});
	await openTill(page, ownShop);
	const code = await codeOf(ownShop, 'B001');
	const tillId = await tillIdOf(page);
	await expectChip(page, 'online');
	await waitForOffline(page);

	await ownShop.stop();
	await page.reload();
	await signIn(page);
	await sellOne(page, code);
	await sellOne(page, code);
	await scanInto(page, code, 1);
	await payCash(page);
	await page.getByRole('button', { name: /^Print/ }).click();
	await expect(page.locator('html')).toHaveAttribute('data-printed', 'yes', slow);
	await page.emulateMedia({ media: 'print' });
	await expect(page.getByText('Croissant Double').last()).toBeVisible();
	await page.emulateMedia({ media: 'screen' });
	await newSale(page);
	await scanInto(page, code, 1);
	await chooseInMenu(page, 'Park this sale');
	await expect(linesOf(page)).toHaveCount(0, slow);
	await expectChip(page, 'offline');
	await expect(chip(page)).toContainText('Offline');

	await ownShop.start();
	await expectChip(page, 'online');
	await expect(chip(page)).toContainText('Online · all sent');
	const sales = await expectBooked(ownShop, tillId, 3);
	expect(sales.map(({ dueMinor }) => dueMinor)).toEqual([420, 420, 420]);

	await chooseInMenu(page, 'Parked sales');
	await page.getByRole('button', { name: 'Go on' }).click();
	await expect(linesOf(page)).toHaveCount(1, slow);
	await payCash(page);
	await expectBooked(ownShop, tillId, 4);
});

test('a crash of the server in the middle of the day loses and doubles nothing', async ({ page, ownShop }) => {
	await openTill(page, ownShop);
	const code = await codeOf(ownShop, 'B002');
	const tillId = await tillIdOf(page);
	await sellOne(page, code);
	await ownShop.kill();
	await sellOne(page, code);
	await ownShop.start();
	await sellOne(page, code);
	await expectBooked(ownShop, tillId, 3);
	await expectChip(page, 'online');
});

test('the link on an offline receipt is on its way first, then real', async ({ page, request, ownShop }) => {
	await openTill(page, ownShop);
	const code = await codeOf(ownShop, 'B001');
	await waitForOffline(page);
	await ownShop.stop();
	await scanInto(page, code, 1);
	await payCash(page);
	await expectPaid(page);
	const [path = ''] = await receiptPaths(page);
	const address = page.url();
	await page.close();

	await ownShop.start();
	const early = await request.get(ownShop.origin + path);
	expect(await early.text()).toMatch(/on its way/i);
	const again = await page.context().newPage();
	await again.goto(address);
	await expect
		.poll(async () => (await request.get(ownShop.origin + path)).text(), { timeout: 60_000 })
		.toContain('Croissant Double');
});
