import type { Browser, Page } from '@playwright/test';
import { query } from './support/books';
import { enrol, makeCode } from './support/office';
import type { Server } from './support/server';
import { expect, test } from './support/shop';
import { basket, expectChip, expectPaid, payButton, scanInto, slow, typePin } from './support/till';

/** What the person at the terminal reads. */
function setupCodeOf({ output }: Server): string {
	const [, code] = /\/manage\/first with this code: +([0-9A-Z]{4}-[0-9A-Z]{4})\n/.exec(output) ?? [];
	if (!code) throw new Error(`No set-up code in: ${output}`);
	return code;
}

async function setUp(page: Page, shop: Server): Promise<void> {
	await page.goto(`${shop.origin}/manage/first`);
	for (const [label, text] of [
		['Set-up code', setupCodeOf(shop)],
		['Name customers know', 'Corner Shop'],
		['First store', 'Main Street'],
		['Address on receipts', '1 Main Street, 10115 Berlin'],
		['Name', 'Mia Stone'],
		['E-mail', 'mia@shop.example'],
		['PIN for the till', '246813'],
		['Password', 'three plain words']
	] as const) {
		await page.getByLabel(label, { exact: true }).fill(text);
	}
	await page.getByRole('button', { name: 'Open the shop' }).click();
	await expect(page).toHaveURL(/\/manage\/shop/, slow);
}

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
		await page.getByLabel('Set-up code').fill('ABCD-EFGH');
		await page.getByLabel('Name customers know').fill('Corner Shop');
		await page.getByLabel('First store').fill('Main Street');
		await page.getByLabel('Address on receipts').fill('1 Main Street, 10115 Berlin');
		await page.getByLabel('Name', { exact: true }).fill('Mia Stone');
		await page.getByLabel('E-mail').fill('mia@shop.example');
		await page.getByLabel('PIN for the till').fill('246813');
		await page.getByLabel('Password').fill('three plain words');
		await page.getByRole('button', { name: 'Open the shop' }).click();
		await expect(page.getByLabel('Set-up code')).toHaveAccessibleDescription(/This is not the set-up code/, slow);
		await expect(page.getByLabel('Set-up code')).toBeFocused();
		expect(await query(emptyShop, 'SELECT count(*)::int AS rows FROM staff')).toEqual([{ rows: 0 }]);
		await page.getByLabel('Set-up code').fill(setupCodeOf(emptyShop));
		await page.getByRole('button', { name: 'Open the shop' }).click();
		await expect(page).toHaveURL(/\/manage\/shop/, slow);
		await expect(page.getByRole('heading', { name: 'Before the first sale' })).toBeVisible(slow);

		const again = await browser.newPage();
		await again.goto(`${emptyShop.origin}/manage/first`);
		await expect(again.getByRole('heading', { name: 'Sign in to manage' })).toBeVisible(slow);
		await again.getByLabel('E-mail').fill('mia@shop.example');
		await again.getByLabel('Password').fill('three plain words');
		await again.getByRole('button', { name: 'Sign in' }).click();
		await expect(again).toHaveURL(`${emptyShop.origin}/manage`, slow);
		await again.close();
	});

	test('slows down who guesses the set-up code', async ({ request, emptyShop }) => {
		const fields = 'merchantName storeName address zone currency taxPercent tillName name email password pin';
		const rest = Object.fromEntries(fields.split(' ').map((name) => [name, 'x']));
		const guess = (setupCode: string) =>
			request.post(`${emptyShop.origin}/manage/first`, {
				form: { setupCode, ...rest },
				headers: { origin: emptyShop.origin, accept: 'text/html' }
			});
		const answers: number[] = [];
		// Two windows of a minute at most lie in this time, of ten tries each.
		for (let tries = 0; tries < 21 && !answers.includes(429); tries++)
			answers.push((await guess('ABCD-EFGH')).status());
		expect(answers.at(-1)).toBe(429);
		expect(answers.filter((status) => status === 400).length).toBeGreaterThanOrEqual(10);
		const right = await guess(setupCodeOf(emptyShop));
		expect(right.status()).toBe(429);
		expect(await right.text()).toContain('Too many tries. Wait');
	});

	test('gets a second store, a second tax rate, and a till there that sells', async ({ page, browser, emptyShop }) => {
		await setUp(page, emptyShop);
		await addRate(page);
		await addStore(page);
		await addProduct(page, emptyShop);
		await page.goto(`${emptyShop.origin}/manage/tills/new`);
		await page.getByLabel('Store').selectOption({ label: 'Harbour' });
		await page.getByLabel('Name').fill('Quay counter');
		await page.getByRole('button', { name: 'Add till' }).click();
		await expect(page.getByRole('heading', { name: 'Quay counter' })).toBeVisible(slow);
		await expect(page.getByRole('article').getByText('S02T01')).toBeVisible();
		const tillId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
		await sellThere(browser, emptyShop, await makeCode(page, emptyShop, tillId));

		await expect
			.poll(
				() =>
					query(
						emptyShop,
						`SELECT st.code, s.due_minor::int AS due, s.rounding_minor::int AS rounding, t.rate_bp, t.tax_minor::int AS tax
						FROM sales s JOIN stores st ON st.id = s.store_id JOIN sale_taxes t ON t.sale_id = s.id WHERE s.till_id = $1`,
						[tillId]
					),
				{ timeout: 60_000 }
			)
			.toEqual([{ code: 'S02', due: 333, rounding: 2, rate_bp: 550, tax: 17 }]);
		await page.goto(`${emptyShop.origin}/manage/shop`);
		await expect(page.getByRole('heading', { name: 'Before the first sale' })).toHaveCount(0);
		await removeRates(page);
	});
});

async function addRate(page: Page): Promise<void> {
	await page.getByRole('link', { name: 'New rate' }).click();
	await page.getByLabel('Name').fill('Books');
	await page.getByLabel('Letter').fill('A');
	await page.getByLabel('Percent').fill('5,5');
	await page.getByRole('button', { name: 'Add rate' }).click();
	await expect(page.getByLabel('Letter')).toHaveAccessibleDescription(/Standard has this letter already/, slow);
	await expect(page.getByLabel('Letter')).toBeFocused();
	await page.getByLabel('Letter').fill('B');
	await page.getByRole('button', { name: 'Add rate' }).click();
	await expect(page.getByRole('row', { name: /Books B 5[.,]5\s?% none/ })).toBeVisible(slow);
}

async function addStore(page: Page): Promise<void> {
	await page.getByRole('link', { name: 'New store' }).click();
	await expect(page.getByLabel('Code')).toHaveValue('S02', slow);
	await page.getByLabel('Name').fill('Main Street');
	await page.getByLabel('Address on receipts').fill('7 Quay, 20457 Hamburg');
	await page.getByLabel('Time zone').selectOption('Europe/Helsinki');
	await page.getByLabel('Smallest coin given').selectOption('5');
	await page.getByLabel('Words below the receipt').fill('Open daily.\nSee you soon.');
	await page.getByRole('button', { name: 'Add store' }).click();
	await expect(page.getByLabel('Name')).toHaveAccessibleDescription(/Another store has this name/, slow);
	await expect(page.getByLabel('Words below the receipt')).toHaveValue('Open daily.\nSee you soon.');
	await page.getByLabel('Name').fill('Harbour');
	await page.getByRole('button', { name: 'Add store' }).click();
	await expect(page.getByRole('row', { name: /Harbour S02 .*Europe\/Helsinki/ })).toBeVisible(slow);
}

async function addProduct(page: Page, { origin }: Server): Promise<void> {
	await page.goto(`${origin}/manage/products/new`);
	await page.getByLabel('Name').fill('Paper Lantern');
	await page.getByLabel('Article number').fill('PL-1');
	await page.getByLabel('Price, EUR').fill('3.33');
	await page.getByLabel('Tax').selectOption({ label: 'B · Books, 5.5%' });
	await page.getByLabel('Barcodes and other codes').fill('4006381333931');
	await page.getByRole('button', { name: 'Add product' }).click();
	await expect(page.getByRole('link', { name: 'Paper Lantern' })).toBeVisible(slow);
}

/** On a tablet of its own: enrols, signs in with the manager’s PIN and sells one for cash. */
async function sellThere(browser: Browser, { origin }: Server, code: string): Promise<void> {
	const tablet = await (await browser.newContext({ viewport: { width: 1180, height: 820 } })).newPage();
	await tablet.goto(`${origin}/till`);
	await enrol(tablet, code);
	await tablet.getByRole('button', { name: 'Mia Stone' }).click(slow);
	await typePin(tablet, '246813');
	await expect(basket(tablet)).toBeVisible(slow);
	await scanInto(tablet, '4006381333931', 1);
	await payButton(tablet).click();
	await tablet.getByRole('button', { name: /^Take cash/ }).click(slow);
	await expectPaid(tablet);
	await expect(tablet.getByText('7 Quay, 20457 Hamburg').first()).toBeVisible(slow);
	await expect(tablet.getByText('See you soon.').first()).toBeVisible();
	// Closed before, it would take what it sold with it.
	await expectChip(tablet, 'online');
	await tablet.context().close();
}

/** One in use stays; the other goes. A new figure is said to count from now on. */
async function removeRates(page: Page): Promise<void> {
	await page.getByRole('link', { name: 'Books' }).click();
	await expect(page.getByText('1 product has this rate, so it cannot be removed.')).toBeVisible(slow);
	await expect(page.getByRole('button', { name: 'Remove rate' })).toBeDisabled();
	await page.getByLabel('Percent').fill('6');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByText('Sales from now on are taxed at 6 %; those made before keep 5.5 %.')).toBeVisible(slow);
	await page.getByRole('link', { name: 'Close' }).first().click();
	await page.getByRole('link', { name: 'No tax' }).click();
	await page.getByRole('button', { name: 'Remove rate' }).click(slow);
	await expect(page.getByRole('link', { name: 'Books' })).toBeVisible(slow);
	await expect(page.getByRole('link', { name: 'No tax' })).toHaveCount(0);
}
