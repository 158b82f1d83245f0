import { expect, test } from './support/shop';
import { query } from './support/books';
import { slow } from './support/till';

test.describe('a shop installation', () => {
	test.setTimeout(180_000);

	test('has none of the demo’s shortcuts, and makes its first manager once', async ({
		page,
		browser,
		request,
		emptyShop
	}) => {
		for (const path of [
			'/dev/mail',
			'/api/demo/till',
			'/api/demo/member',
			'/api/demo/manager',
			'/api/%64emo/manager'
		]) {
			for (const method of ['GET', 'POST']) {
				const response = await request.fetch(emptyShop.origin + path, { method });
				expect(response.status(), `${method} ${path}`).toBe(404);
				expect(await response.json()).toMatchObject({ status: 404, code: 'not_demo' });
			}
		}
		expect(await query(emptyShop, 'SELECT kind FROM installation')).toEqual([{ kind: 'shop' }]);
		for (const table of ['staff', 'tills', 'products', 'members', 'sales']) {
			expect(await query(emptyShop, `SELECT count(*)::int AS rows FROM ${table}`), table).toEqual([{ rows: 0 }]);
		}

		await page.goto(emptyShop.origin);
		await expect(page.getByText('Demo shop')).toHaveCount(0);
		await expect(page.getByRole('main').locator('form')).toHaveCount(0);

		await page.goto(`${emptyShop.origin}/manage`);
		await expect(page.getByRole('heading', { name: 'Set up your shop' })).toBeVisible(slow);
		await page.getByLabel('Name customers know').fill('Corner Shop');
		await page.getByLabel('First store').fill('Main Street');
		await page.getByLabel('Address on receipts').fill('1 Main Street, 10115 Berlin');
		await page.getByLabel('Name', { exact: true }).fill('Mia Stone');
		await page.getByLabel('E-mail').fill('mia@shop.example');
		await page.getByLabel('PIN for the till').fill('246813');
		await page.getByLabel('Password').fill('three plain words');
		await page.getByRole('button', { name: 'Open the shop' }).click();
		await expect(page).toHaveURL(/\/manage\/tills/, slow);

		const again = await browser.newPage();
		await again.goto(`${emptyShop.origin}/manage/first`);
		await expect(again.getByRole('heading', { name: 'Sign in to manage' })).toBeVisible(slow);
		await again.getByLabel('E-mail').fill('mia@shop.example');
		await again.getByLabel('Password').fill('three plain words');
		await again.getByRole('button', { name: 'Sign in' }).click();
		await expect(again).toHaveURL(`${emptyShop.origin}/manage`, slow);
		await again.close();
	});
});
