import { codeOf, query } from './support/books';
import { openManager } from './support/office';
import { expect, test } from './support/shop';
import { basket, expectChip, openTill, payCash, receiptPaths, scanInto, slow, tillIdOf } from './support/till';

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

test('Today closes by itself when its manager signs out elsewhere', async ({ browser, shop }) => {
	const today = await openManager(browser, shop);
	await expect(today.getByRole('heading', { name: 'Today' })).toBeVisible(slow);
	const elsewhere = await today.context().newPage();
	await elsewhere.goto(`${shop.origin}/manage/me`);
	await elsewhere.getByRole('button', { name: 'Sign out' }).click();
	await expect(elsewhere).toHaveURL(/\/manage\/sign-in/, slow);
	// The stream asks at its next beat, 15 seconds later at most.
	await expect(today).toHaveURL(/\/manage\/sign-in/, slow);
	await expect(today.getByRole('heading', { name: 'Sign in to manage' })).toBeVisible(slow);
	await today.context().close();
});

test('a new price reaches the till and counts from the next scan', async ({ page, browser, shop }) => {
	const code = await codeOf(shop, 'H010');
	await openTill(page, shop);
	await scanInto(page, code, 1);
	await expect(basket(page)).toContainText(/29[.,]00/);
	const manager = await openManager(browser, shop);
	await manager.goto(`${shop.origin}/manage/products`);
	await manager.getByLabel(/^Name, article number/).fill('Door Mat');
	await manager.getByRole('link', { name: 'Door Mat' }).click(slow);
	const price = manager.getByLabel(/^Price/);
	await price.fill('not a price');
	await manager.getByRole('button', { name: 'Save' }).click();
	await expect(price).toHaveAccessibleDescription(/Type an amount such as 4\.90/, slow);
	await expect(price).toHaveAttribute('aria-invalid', 'true');
	await expect(price).toHaveValue('not a price');
	await price.fill('31.50');
	await manager.getByRole('button', { name: 'Save' }).click();
	await expect(manager).toHaveURL(/\/manage\/products$/, slow);
	await manager.close();

	// The browser says that the network is back: the till asks for news at once instead of within its rest.
	await page.evaluate(() => window.dispatchEvent(new Event('online')));
	await page.getByRole('combobox', { name: 'Scan or search' }).fill('Door Mat');
	await expect(page.getByRole('option').first()).toContainText(/31[.,]50/, { timeout: 60_000 });
	await page.keyboard.press('Escape');
	await expect(basket(page)).toContainText(/29[.,]00/);
	await scanInto(page, code, 2);
	await expect(basket(page)).toContainText(/31[.,]50/, slow);
});

test('who opens a product while the search still waits is not pulled back to the list', async ({ browser, shop }) => {
	const manager = await openManager(browser, shop);
	await manager.goto(`${shop.origin}/manage/products`);
	await expect(manager.getByRole('link', { name: 'Baguette' })).toBeVisible(slow);
	const searches: string[] = [];
	manager.on('request', (request) => {
		if (request.url().includes('search=')) searches.push(request.url());
	});
	await manager.evaluate(() => {
		const field = document.querySelector<HTMLInputElement>('input[inputmode=search]');
		if (!field) throw new Error('no search field');
		field.value = 'Bag';
		field.dispatchEvent(new InputEvent('input', { bubbles: true }));
		[...document.querySelectorAll('a')].find(({ textContent }) => textContent.includes('Baguette'))?.click();
	});
	await expect(manager.getByRole('heading', { name: 'Baguette' })).toBeVisible(slow);
	// Longer than the search rests before it goes.
	await manager.waitForTimeout(1_000);
	await expect(manager.getByRole('heading', { name: 'Baguette' })).toBeVisible();
	expect(searches).toEqual([]);
	await manager.close();
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
		(
			await query<{ rows: number }>(
				shop,
				`SELECT count(*)::int AS rows FROM products WHERE sku IN ('E2E-1', 'E2E-2', 'E2E-3')`
			)
		)[0]?.rows;
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

test('a manager’s page stays as it was while the server cannot be reached', async ({ browser, shop }) => {
	const manager = await openManager(browser, shop);
	await manager.goto(`${shop.origin}/manage/tills`);
	await expect(manager.getByRole('heading', { name: 'Tills' })).toBeVisible(slow);
	// Each round waits until it was asked in vain; what would follow is an error page.
	await manager.context().setOffline(true);
	for (let round = 0; round < 2; round++) {
		await manager.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/ping'));
		await expect(manager.getByRole('heading', { name: 'Tills' })).toBeVisible();
	}
	await manager.context().setOffline(false);
	await manager.waitForResponse((response) => response.url().includes('/manage/tills/__data.json'));
	await expect(manager.getByRole('heading', { name: 'Tills' })).toBeVisible();
	await manager.close();
});
