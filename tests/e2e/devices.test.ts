import { expectBooked, query, salesOf } from './support/books';
import { endDevice, enrol, makeCode, openManager } from './support/office';
import { sellWithoutServer } from './support/offline-till';
import { expect, test } from './support/shop';
import { newTill, rowsOf, slow, tillIdOf } from './support/till';

test.setTimeout(240_000);

for (const how of ['Retire', 'Stolen'] as const) {
	test(`${how === 'Retire' ? 'a retired' : 'a stolen'} device still hands over what it sold, then forgets`, async ({
		page,
		browser,
		ownShop
	}) => {
		const { tillId } = await sellWithoutServer(page, ownShop);
		await page.goto('about:blank');
		// The worker may be woken before the manager has acted: until then nothing of the tablet gets through.
		await page.context().route('**/api/**', (route) => route.abort());

		await ownShop.start();
		const manager = await openManager(browser, ownShop);
		await endDevice(manager, ownShop, tillId, how);
		await manager.close();
		await page.context().unrouteAll();
		const again = await page.context().newPage();
		await again.goto(`${ownShop.origin}/till`);
		if (how === 'Retire') await expectBooked(ownShop, tillId, 3);
		else {
			await expect
				.poll(() => query(ownShop, 'SELECT count(*)::int AS held FROM held_pushes WHERE decision IS NULL'), {
					timeout: 60_000
				})
				.toEqual([{ held: 1 }]);
			expect(await salesOf(ownShop, tillId)).toHaveLength(1);
		}
		await expect(again.getByRole('heading', { name: 'Make this tablet a till' })).toBeVisible(slow);
		for (const store of ['device', 'events', 'heads', 'sales', 'baskets']) {
			expect(await rowsOf(again, store), store).toEqual([]);
		}
		const reason = how === 'Retire' ? 'A manager retired this till' : 'This tablet was reported stolen';
		await expect(again.getByText(reason)).toBeVisible();
		await again.reload();
		await expect(again.getByText(reason)).toBeVisible(slow);
		await expect(again.getByRole('heading', { name: 'Make this tablet a till' })).toBeVisible(slow);
	});
}

test('a code works for one device; the second is told to ask for another', async ({ page, browser, shop }) => {
	await newTill(page, shop);
	const manager = await openManager(browser, shop);
	const code = await makeCode(manager, shop, await tillIdOf(page));
	await manager.close();
	const contexts = [await browser.newContext(), await browser.newContext()];
	const [first, second] = await Promise.all(contexts.map((context) => context.newPage()));
	await first?.goto(`${shop.origin}/till`);
	await second?.goto(`${shop.origin}/till`);
	if (!first || !second) throw new Error('no pages');
	await enrol(first, code);
	await expect(first.getByRole('heading', { name: 'Who is selling?' })).toBeVisible(slow);
	await enrol(second, code);
	await expect(second.getByText(/used this code|ask (the|a) manager for a new one/i)).toBeVisible(slow);
	expect(await second.evaluate(() => localStorage.getItem('tillit-high-water'))).toBeNull();
	for (const context of contexts) await context.close();
});
