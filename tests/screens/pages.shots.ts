import type { Browser } from '@playwright/test';
import { codeOf, query } from '../e2e/support/books';
import { openManager } from '../e2e/support/office';
import { expect, test } from '../e2e/support/shop';
import type { Shop } from '../e2e/support/server';
import { shoot, shootEach } from './shoot';
import { expectPaid, newTill, payButton, receiptPaths, scanInto, signIn, slow } from '../e2e/support/till';

test.setTimeout(600_000);

test('public pages', async ({ page, shop }) => {
	await shootEach(page, shop, '/', ['', 'help', 'parts', 'trust', 'dev/mail', 'nothing-here']);
	await shootEach(page, shop, '/manage', ['/sign-in']);
});

test('the till', async ({ page, shop }) => {
	await page.goto(`${shop.origin}/till`);
	await expect(page.getByRole('heading', { name: 'Make this tablet a till' })).toBeVisible(slow);
	await shoot(page, 'till-enrol');
	await newTill(page, shop);
	await shoot(page, 'till-lock');
	await signIn(page);
	await shoot(page, 'till-sell-empty');
	for (const [index, sku] of ['B001', 'C001', 'M001'].entries())
		await scanInto(page, await codeOf(shop, sku), index + 1);
	await shoot(page, 'till-sell');
	await payButton(page).click();
	await expect(page.getByText('Left to pay')).toBeVisible(slow);
	await shoot(page, 'till-pay');
	await page.getByRole('button', { name: /^Take cash/ }).click();
	await expectPaid(page);
	await shoot(page, 'till-done');
	const [path = ''] = await receiptPaths(page);
	await page.locator('[data-sync]').first().click();
	await expect(page).toHaveURL(/\/till\/status/, slow);
	await shoot(page, 'till-status');
	await page.goto(shop.origin + path);
	await expect(page.getByText('Croissant Double')).toBeVisible(slow);
	await shoot(page, 'receipt-public');
});

test('the offices', async ({ page, browser, shop }) => {
	await shootManager(browser, shop);
	await page.goto(`${shop.origin}/my`);
	await expect(page.getByLabel('E-mail')).toBeVisible(slow);
	await shoot(page, 'my-sign-in');
	await page.goto(shop.origin);
	await page.getByText('Open my pass').click();
	await expect(page.getByRole('region', { name: 'Member card' })).toBeVisible(slow);
	await shootEach(page, shop, '/my', ['', '/receipts', '/me']);
});

async function shootManager(browser: Browser, shop: Shop): Promise<void> {
	const page = await openManager(browser, shop);
	const [product] = await query<{ id: string }>(shop, 'SELECT id FROM products ORDER BY sku LIMIT 1');
	const [sale] = await query<{ id: string }>(shop, 'SELECT id FROM sales ORDER BY at DESC LIMIT 1');
	const [till] = await query<{ id: string }>(shop, 'SELECT id FROM tills ORDER BY code LIMIT 1');
	const lists = [
		'',
		'/sales',
		'/products',
		'/products/new',
		'/products/import',
		'/tills',
		'/tills/new',
		'/staff',
		'/members',
		'/members/new',
		'/members/waiting'
	];
	const [member] = await query<{ id: string }>(shop, 'SELECT member_id AS id FROM wallet_balances ORDER BY 1 LIMIT 1');
	const memberPages = ['', '/purchases', '/cards', '/about', '/edit', '/adjust'].map(
		(view) => `/members/${member?.id ?? ''}${view}`
	);
	const shopPages = [
		'/shop',
		'/shop/rewards',
		'/shop/cards',
		'/shop/name',
		'/shop/stores/new',
		'/shop/taxes/standard',
		'/tills/held'
	];
	const details = [`/sales/${sale?.id ?? ''}`, `/products/${product?.id ?? ''}`, `/tills/${till?.id ?? ''}`];
	await shootEach(page, shop, '/manage', [...lists, ...shopPages, '/cases', '/me']);
	for (const path of details) {
		await page.goto(`${shop.origin}/manage${path}`);
		await shoot(page, `manage-${path.split('/')[1] ?? ''}-detail`);
	}
	for (const path of memberPages) {
		await page.goto(`${shop.origin}/manage${path}`);
		await shoot(page, `manage-member-${path.split('/')[3] ?? 'wallet'}`);
	}
	await page.close();
}
