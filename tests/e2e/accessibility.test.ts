import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { codeOf, query } from './support/books';
import { openManager } from './support/office';
import type { Shop } from './support/server';
import { expect, test } from './support/shop';
import { chooseInMenu, expectChip, expectPaid, newTill, payButton, receiptPaths, scanInto, slow } from './support/till';

test.setTimeout(360_000);

const looks = ['light', 'dark'] as const;

/** No finding that keeps somebody out, in either theme; the second differs in its colours only. */
async function expectAccessible(page: Page, what: string): Promise<void> {
	for (const look of looks) {
		await page.emulateMedia({ colorScheme: look, reducedMotion: 'reduce' });
		await page.evaluate((theme) => (document.documentElement.dataset['theme'] = theme), look);
		// The app has no frames: axe need not open a page of its own to put their results together.
		const axe = new AxeBuilder({ page }).setLegacyMode();
		const { violations } = await (
			look === 'light' ? axe : axe.withRules(['color-contrast', 'link-in-text-block'])
		).analyze();
		const grave = violations
			.filter(({ impact }) => impact === 'serious' || impact === 'critical')
			.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`);
		expect.soft(grave, `${what}, ${look}`).toEqual([]);
	}
}

test('the front door and the help have no serious finding', async ({ page, shop }) => {
	await page.goto(shop.origin);
	await expectAccessible(page, 'front door');
	await page.goto(`${shop.origin}/help`);
	await expectAccessible(page, 'help');
});

test('the till has no serious finding from lock to receipt', async ({ page, shop }) => {
	await page.goto(`${shop.origin}/till`);
	await expect(page.getByRole('heading', { name: 'Make this tablet a till' })).toBeVisible(slow);
	await expectAccessible(page, 'enrolment');
	await newTill(page, shop);
	await page.getByRole('button', { name: 'Mira Koch' }).click();
	await expectAccessible(page, 'lock');
	await page.keyboard.type('1111');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('combobox', { name: 'Scan or search' })).toBeVisible(slow);
	await scanInto(page, await codeOf(shop, 'B001'), 1);
	await expectAccessible(page, 'sell');
	await payButton(page).click();
	await expect(page.getByText('Left to pay')).toBeVisible(slow);
	await expectAccessible(page, 'pay');
	await page.getByRole('button', { name: /^Take cash/ }).click();
	await expectPaid(page);
	await expectAccessible(page, 'done');
	await expectChip(page, 'online');
	const [path = ''] = await receiptPaths(page);
	await page.locator('[data-sync]').first().click();
	await expect(page).toHaveURL(/\/till\/status/, slow);
	await expectAccessible(page, 'status');
	await page.keyboard.press('Escape');
	await chooseInMenu(page, 'Return');
	await page.getByRole('main').getByRole('listitem').first().click(slow);
	await page.getByRole('button', { name: 'Tick everything' }).or(page.getByText('Changed mind')).first().click(slow);
	await expectAccessible(page, 'return');
	await page.goto(shop.origin + path);
	await expect(page.getByText('Croissant Double')).toBeVisible(slow);
	await expectAccessible(page, 'public receipt');
});

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

test('the offices of manager and member have no serious finding', async ({ page, browser, shop }) => {
	const manager = await openManager(browser, shop);
	await expect(manager.getByRole('heading', { name: 'Today' })).toBeVisible(slow);
	await expectAccessible(manager, 'today');
	for (const path of [
		'products',
		'products/new',
		'products/import',
		'sales',
		'tills',
		'tills/new',
		'tills/held',
		'staff',
		'staff/new',
		'cases',
		'offers',
		'offers/new',
		'offers/new?from=cashback',
		'keys',
		'keys/new',
		'products/unknown',
		'shop/kept',
		'shop',
		'shop/stores/new',
		'shop/taxes/standard',
		'shop/name',
		'shop/rewards',
		'shop/cards',
		'members',
		'members/new',
		'members/waiting',
		...(await memberPages(shop)),
		await casePage(shop)
	]) {
		await manager.goto(`${shop.origin}/manage/${path}`);
		await expectAccessible(manager, path);
	}
	await manager.goto(`${shop.origin}/manage/offers/new?from=cashback`);
	for (const word of [/^Which goods it is about/, /^What it gives/, /^How long it lasts/]) {
		await manager.getByRole('button', { name: word }).click();
		await expectAccessible(manager, `offer editor, ${word.source}`);
		await manager.keyboard.press('Escape');
	}
	await manager.close();
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
