import type { Page } from '@playwright/test';
import { codeOf } from './support/books';
import { NextVersion } from './support/next-version';
import { expect, test } from './support/shop';
import { linesOf, openTill, payCash, newSale, scanInto, signIn, slow, waitForOffline } from './support/till';

test.setTimeout(180_000);

const offer = (page: Page) => page.getByText('A new version is ready.');

/** Which workers this origin has. */
const workers = (page: Page) =>
	page.evaluate(async () => {
		const registration = await navigator.serviceWorker.getRegistration();
		return { waiting: registration?.waiting !== null, active: registration?.active?.state };
	});

test('an update is offered, waits for every open sale in any tab, and comes when the cashier agrees', async ({
	page,
	context,
	shop
}) => {
	const next = new NextVersion(shop);
	await next.open();
	try {
		await openTill(page, next);
		const code = await codeOf(shop, 'B001');
		await waitForOffline(page);
		const second = await context.newPage();
		await second.goto(`${next.origin}/till`);
		await signIn(second, 'Jonas Weber', '2222');
		await scanInto(page, code, 1);

		next.isOut = true;
		await second.evaluate(() => navigator.serviceWorker.getRegistration().then((one) => one?.update()));
		await expect(offer(second)).toBeVisible(slow);
		await expect(offer(page)).toHaveCount(0);
		await second.getByRole('button', { name: 'Update now' }).click();
		await expect(second.getByText(/waits until every open sale is finished/)).toBeVisible(slow);
		expect((await workers(page)).waiting).toBe(true);
		await expect(linesOf(page)).toHaveCount(1);

		await page.reload();
		await signIn(page);
		await expect(linesOf(page)).toHaveCount(1, slow);
		await payCash(page);
		await newSale(page);
		await expect(offer(page)).toBeVisible(slow);
		expect((await workers(page)).waiting).toBe(true);

		await page.getByRole('button', { name: 'Update now' }).click();
		await expect(page.getByRole('heading', { name: 'Who is selling?' })).toBeVisible(slow);
		await expect.poll(() => workers(page), slow).toEqual({ waiting: false, active: 'activated' });
		await expect(offer(page)).toHaveCount(0);
		await signIn(page);
		await scanInto(page, code, 1);
		await payCash(page);
	} finally {
		next.close();
	}
});
