import type { Browser } from '@playwright/test';
import { expectAccessible } from './support/axe';
import { query } from './support/books';
import { openManager } from './support/office';
import type { Shop } from './support/server';
import { expect, test } from './support/shop';
import { slow } from './support/till';

test.setTimeout(360_000);

/** A member with a wallet, on every page of theirs. */
async function memberPages(shop: Shop): Promise<string[]> {
	const [member] = await query<{ id: string }>(shop, 'SELECT member_id AS id FROM wallet_balances ORDER BY 1 LIMIT 1');
	const views = ['', '/purchases', '/cards', '/about', '/edit', '/adjust'];
	return views.map((view) => `members/${member?.id ?? ''}${view}`);
}

/** A case with a sale behind it. */
async function casePage(shop: Shop): Promise<string> {
	const [made] = await query<{ id: string }>(
		shop,
		`INSERT INTO cases (id, kind, till_id, epoch, seq, sale_id, detail)
		SELECT gen_random_uuid(), 'clock_jump', till_id, epoch, seq, id, '{"findings":[{"code":"clock_jump","aheadMs":93600000}]}'
		FROM sales ORDER BY at DESC LIMIT 1 RETURNING id`
	);
	return `cases/${made?.id ?? ''}`;
}

async function lookAt(browser: Browser, shop: Shop, paths: string[]): Promise<void> {
	const manager = await openManager(browser, shop);
	await expect(manager.getByRole('heading', { name: 'Today' })).toBeVisible(slow);
	for (const path of paths) {
		await manager.goto(`${shop.origin}/manage/${path}`);
		await expectAccessible(manager, path);
	}
	await manager.close();
}

test('goods, sales, tills and staff have no serious finding', async ({ browser, shop }) => {
	const goods = ['products', 'products/new', 'products/import', 'products/unknown'];
	const selling = ['', 'sales', 'tills', 'tills/new', 'tills/held', 'staff', 'staff/new'];
	await lookAt(browser, shop, [...goods, ...selling]);
});

test('the shop, its keys and its rewards have no serious finding', async ({ browser, shop }) => {
	const settings = ['shop', 'shop/kept', 'shop/stores/new', 'shop/taxes/standard', 'shop/name'];
	await lookAt(browser, shop, [...settings, 'shop/rewards', 'shop/cards', 'keys', 'keys/new']);
});

test('members and cases have no serious finding', async ({ browser, shop }) => {
	const members = ['members', 'members/new', 'members/waiting', ...(await memberPages(shop))];
	await lookAt(browser, shop, [...members, 'cases', await casePage(shop)]);
});

test('offers and their editor have no serious finding', async ({ browser, shop }) => {
	await lookAt(browser, shop, ['offers', 'offers/new']);
	const manager = await openManager(browser, shop);
	await manager.goto(`${shop.origin}/manage/offers/new?from=cashback`);
	await expectAccessible(manager, 'offer editor');
	for (const word of [/^Which goods it is about/, /^What it gives/, /^How long it lasts/]) {
		await manager.getByRole('button', { name: word }).click();
		await expectAccessible(manager, `offer editor, ${word.source}`);
		await manager.keyboard.press('Escape');
	}
	await manager.close();
});

test('the member’s pages have no serious finding', async ({ page, shop }) => {
	await page.goto(`${shop.origin}/my`);
	await expect(page.getByLabel('E-mail')).toBeVisible(slow);
	await expectAccessible(page, 'member sign-in');
	await page.goto(shop.origin);
	await page.getByText('Open my pass').click();
	await expect(page.getByRole('region', { name: 'Member card' })).toBeVisible(slow);
	await expectAccessible(page, 'my card');
	await page.goto(`${shop.origin}/my/receipts`);
	await expectAccessible(page, 'my receipts');
});
