import type { Page } from '@playwright/test';
import { codeOf } from './support/books';
import { openManager } from './support/office';
import { outOfReach } from './support/reach';
import { expect, test } from './support/shop';
import { chooseInMenu, expectPaid, newTill, payButton, scanInto, signIn, slow } from './support/till';

test.setTimeout(240_000);

/** A small phone, a tablet at 200 %, a desktop at 200 %, a narrow window at 400 % as WCAG 1.4.10 has it. */
const sizes = {
	phone: { width: 360, height: 640 },
	'tablet at 200 %': { width: 590, height: 410 },
	'desktop at 200 %': { width: 720, height: 450 },
	'window at 400 %': { width: 320, height: 512 }
};

async function expectReachable(page: Page, what: string): Promise<void> {
	for (const [name, size] of Object.entries(sizes)) {
		await page.setViewportSize(size);
		expect.soft(await outOfReach(page), `${what}, ${name}`).toEqual([]);
	}
	await page.setViewportSize({ width: 1180, height: 820 });
}

test('the till keeps every function when it is zoomed or small', async ({ page, shop }) => {
	await page.goto(`${shop.origin}/till`);
	await expect(page.getByRole('heading', { name: 'Make this tablet a till' })).toBeVisible(slow);
	await expectReachable(page, 'set-up');
	await newTill(page, shop);
	await page.getByRole('button', { name: 'Mira Koch' }).click();
	await expectReachable(page, 'lock');
	await signIn(page);
	await expectReachable(page, 'empty basket');
	for (const [index, sku] of ['B001', 'C001', 'M001'].entries())
		await scanInto(page, await codeOf(shop, sku), index + 1);
	await expectReachable(page, 'basket');
	await page.getByRole('button', { name: /^More for/ }).click();
	await expectReachable(page, 'line');
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: 'Menu' }).click();
	await expectReachable(page, 'menu');
	await page.keyboard.press('Escape');
	await page.getByRole('combobox', { name: 'Scan or search' }).fill('co');
	await expect(page.getByRole('option').first()).toBeVisible(slow);
	await expectReachable(page, 'search');
	await page.keyboard.press('Escape');
	await payButton(page).click();
	await expect(page.getByText('Left to pay')).toBeVisible(slow);
	await expectReachable(page, 'pay');
	await page.getByRole('button', { name: /^Take cash/ }).click();
	await expectPaid(page);
	await expectReachable(page, 'done');
	await page.getByRole('button', { name: /^New sale/ }).click();
	await chooseInMenu(page, 'Status');
	await expect(page.getByText('Free for this app')).toBeVisible(slow);
	await expectReachable(page, 'status');
	await page.keyboard.press('Escape');
	await chooseInMenu(page, 'Receipts');
	await expect(page.getByRole('button', { name: 'Print a copy' })).toBeVisible(slow);
	await expectReachable(page, 'receipts');
	await page.getByRole('button', { name: 'Give back' }).click();
	await page.getByText('Changed mind').click(slow);
	await expectReachable(page, 'return');
});

test('public pages and the offices keep every function when they are zoomed or small', async ({
	page,
	browser,
	shop
}) => {
	for (const path of ['/', '/help', '/manage/sign-in', '/my']) {
		await page.goto(shop.origin + path);
		await page.waitForLoadState('load');
		await expectReachable(page, path);
	}
	await page.goto(shop.origin);
	await page.getByText('Open my pass').click();
	await expect(page.getByRole('region', { name: 'Member card' })).toBeVisible(slow);
	for (const path of ['/my', '/my/receipts', '/my/me']) {
		await page.goto(shop.origin + path);
		await expect(page.getByRole('heading').first()).toBeVisible(slow);
		await expectReachable(page, path);
	}
	const manager = await openManager(browser, shop);
	for (const path of [
		'',
		'/sales',
		'/products',
		'/products/new',
		'/products/import',
		'/tills',
		'/tills/new',
		'/staff',
		'/cases',
		'/me'
	]) {
		await manager.goto(`${shop.origin}/manage${path}`);
		await manager.waitForLoadState('load');
		await expectReachable(manager, `/manage${path}`);
	}
	await manager.context().close();
});
