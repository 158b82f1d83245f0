import type { Browser, Page } from '@playwright/test';
import { codeOf, expectBooked, query } from '../e2e/support/books';
import { member, openSheet, sheet, spoken, type } from '../e2e/support/members';
import { addVoucherOffer, codeGiven } from '../e2e/support/offers';
import { openManager } from '../e2e/support/office';
import { numberOfLast, openReceipt } from '../e2e/support/returning';
import type { Shop } from '../e2e/support/server';
import { expect, test } from '../e2e/support/shop';
import { ask, memberWith, openPay, paid } from '../e2e/support/spending';
import {
	basket,
	expectPaid,
	newSale,
	openTill,
	payButton,
	receiptPaths,
	scan,
	scanInto,
	slow,
	tillIdOf
} from '../e2e/support/till';
import { shoot, shootEach } from './shoot';

test.setTimeout(600_000);

test('members at the till', async ({ page, shop }) => {
	const someone = await member(shop, 5);
	await openTill(page, shop);
	await scanInto(page, await codeOf(shop, 'B003'), 1);
	await openSheet(page);
	await shoot(page, 'till-member-sheet');
	await page.keyboard.press('Escape');
	await type(page, spoken(someone.phone));
	await expect(sheet(page).getByRole('button', { name: /•/ })).toBeVisible(slow);
	await shoot(page, 'till-member-found');
	await page.keyboard.press('Escape');
	await type(page, '0171 000 00 00');
	await expect(sheet(page)).toContainText('Join', slow);
	await shoot(page, 'till-member-unknown');
	await page.keyboard.press('Escape');
	await scan(page, someone.card);
	await scan(page, await codeOf(shop, 'B003'));
	await expect(basket(page)).toContainText(/earns|Earns/, slow);
	await shoot(page, 'till-sell-member');
	await basket(page).getByRole('button', { name: /earns/ }).first().click();
	await shoot(page, 'till-why');
});

test('spending, vouchers and returns', async ({ page, browser, ownShop: shop }) => {
	await addVoucherOffer(shop, 500);
	await openTill(page, shop);
	const who = await memberWith(shop, 300, 1);
	await openPay(page, shop, who);
	await ask(page, 150);
	await shoot(page, 'till-pay-spend');
	await paid(page)
		.getByRole('button', { name: /^Take cash/ })
		.click();
	await expectPaid(page);
	await shoot(page, 'till-done-rewards');
	const code = await codeGiven(page);
	await expectBooked(shop, await tillIdOf(page), 1);
	const [path = ''] = await receiptPaths(page);
	await newSale(page);
	await scanInto(page, await codeOf(shop, 'H001'), 1);
	await scan(page, code);
	await expect(basket(page).getByRole('list', { name: 'Vouchers' })).toContainText('left', slow);
	await shoot(page, 'till-sell-voucher');
	await payButton(page).click();
	await expect(paid(page)).toContainText('−€5.00', slow);
	await shoot(page, 'till-pay-voucher');
	await paid(page)
		.getByRole('button', { name: /^Take cash/ })
		.click();
	await expectPaid(page);
	await newSale(page);
	await openReceipt(page, await numberOfLast(page));
	await page.getByRole('list', { name: 'What comes back' }).locator('label').first().click();
	await shoot(page, 'till-return');
	await page.goto(shop.origin + path);
	await expect(page.getByRole('region', { name: 'Rewards' })).toBeVisible(slow);
	await shoot(page, 'receipt-public-rewards');
	await shootOffices(browser, shop);
});

async function shootOffices(browser: Browser, shop: Shop): Promise<void> {
	const page = await openManager(browser, shop);
	const [offer] = await query<{ id: string }>(shop, `SELECT id FROM offers WHERE state = 'active' ORDER BY id LIMIT 1`);
	const [voucher] = await query<{ id: string }>(shop, 'SELECT id FROM vouchers ORDER BY id LIMIT 1');
	const [one] = await query<{ id: string }>(shop, 'SELECT id FROM cases ORDER BY id LIMIT 1');
	await shootEach(page, shop, '/manage', [
		'/offers',
		'/offers/new',
		`/offers/${offer?.id ?? ''}`,
		'/offers/vouchers',
		`/offers/vouchers/${voucher?.id ?? ''}`,
		'/cases',
		`/cases/${one?.id ?? ''}`,
		'/keys',
		'/products/unknown',
		'/shop/rewards',
		'/shop/cards'
	]);
	await shootEach(page, shop, '/docs', ['/api']);
	await shootEditor(page, shop, offer?.id ?? '');
	await page.close();
}

async function shootEditor(page: Page, { origin }: Shop, id: string): Promise<void> {
	await page.goto(`${origin}/manage/offers/${id}`);
	await page.getByRole('link', { name: 'Edit' }).click();
	await expect(page.getByLabel('What customers read')).toBeVisible(slow);
	await shoot(page, 'manage-offer-editor');
}
