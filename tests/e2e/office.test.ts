import { codeOf, query } from './support/books';
import { openManager } from './support/office';
import { expect, test } from './support/shop';
import { expectChip, openTill, payCash, receiptPaths, scanInto, slow, tillIdOf } from './support/till';

test.setTimeout(180_000);

test('a manager signs in with password; a wrong one is refused in words', async ({ page, shop }) => {
	await page.goto(`${shop.origin}/manage`);
	await expect(page).toHaveURL(/\/manage\/sign-in/);
	await page.getByLabel('E-mail').fill('manager@demo.example');
	await page.getByLabel('Password').fill('not the password');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await expect(page.getByText('E-mail or password is wrong')).toBeVisible(slow);
	await page.getByLabel('Password').fill('harbour-and-pine');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await expect(page).toHaveURL(/\/manage$/, slow);
	await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible(slow);
});

test('a sale appears on Today by itself, and on its public page', async ({ page, browser, shop }) => {
	const manager = await openManager(browser, shop);
	await openTill(page, shop);
	await scanInto(page, await codeOf(shop, 'T004'), 1);
	await payCash(page);
	await expectChip(page, 'online');
	await expect(manager.getByText(/59[.,]00/).first()).toBeVisible(slow);
	const [sale] = await query<{ number: string }>(
		shop,
		'SELECT receipt_number AS number FROM sales WHERE till_id = $1',
		[await tillIdOf(page)]
	);
	await manager.close();

	const [path = ''] = await receiptPaths(page);
	const customer = await browser.newPage();
	await customer.goto(shop.origin + path);
	await expect(customer.getByText('Bluetooth Speaker')).toBeVisible(slow);
	await expect(customer.getByText(sale?.number ?? 'no sale').first()).toBeVisible();
	await customer.goto(`${shop.origin}/r/${'x'.repeat(22)}`);
	await expect(customer.getByText('Bluetooth Speaker')).toHaveCount(0);
	await customer.close();
});

test('an import is tried first, names the bad row, and changes nothing the second time', async ({ browser, shop }) => {
	const manager = await openManager(browser, shop);
	await manager.goto(`${shop.origin}/manage/products/import`);
	const file = {
		name: 'goods.csv',
		mimeType: 'text/csv',
		buffer: Buffer.from('sku,name,price\nE2E-1,Test Lamp,12.50\nE2E-2,,3.00\nE2E-3,Test Chair,45.00\n')
	};
	await manager.locator('input[type=file]').setInputFiles(file);
	const count = async () =>
		(await query<{ rows: number }>(shop, `SELECT count(*)::int AS rows FROM products WHERE sku LIKE 'E2E-%'`))[0]?.rows;
	await expect(manager.getByRole('button', { name: /^Import/ })).toBeVisible(slow);
	expect(await count()).toBe(0);
	await manager.getByRole('button', { name: /^Import/ }).click();
	await expect.poll(count, slow).toBe(2);
	await manager.reload();
	await manager.locator('input[type=file]').setInputFiles(file);
	await expect(manager.getByText(/nothing|unchanged|same/i).first()).toBeVisible(slow);
	expect(await count()).toBe(2);
	await manager.close();
});
