import type { Page } from '@playwright/test';
import { gs1CheckDigit } from '../../src/lib/domain/code/check-digit';
import { codeOf, expectBooked, query } from './support/books';
import { openManager } from './support/office';
import { expect, test } from './support/shop';
import {
	basket,
	chooseInMenu,
	linesOf,
	openTill,
	payButton,
	payCash,
	scan,
	scanInto,
	signIn,
	slow,
	tillIdOf,
	waitForOffline
} from './support/till';

test.setTimeout(180_000);

/** Twelve digits with the check digit a scale would print behind them. */
const label = (digits: string) => digits + String(gs1CheckDigit(digits));

test('labels of a scale bring weight or price along, whatever the shop’s prefix means', async ({
	page,
	browser,
	shop
}) => {
	const manager = await openManager(browser, shop);
	await manager.goto(`${shop.origin}/manage/products/import`);
	const goods = [
		'sku,name,price,sold by,barcode',
		`E2E-22,Roast by price,1.00,price,${label('220007700000')}`,
		`E2E-02,Ham by price,20.00,weight,${label('020008800000')}`
	].join('\n');
	const file = { name: 'scale.csv', mimeType: 'text/csv', buffer: Buffer.from(goods) };
	await manager.locator('input[type=file]').setInputFiles(file);
	await manager.getByRole('button', { name: /^Import/ }).click(slow);
	await expect
		.poll(async () => (await query(shop, `SELECT 1 FROM products WHERE sku IN ('E2E-22', 'E2E-02')`)).length, slow)
		.toBe(2);
	await manager.context().close();
	await openTill(page, shop);

	// 0.350 kg of apples at 3.49: the scale's code of the product with the weight in its last five digits.
	const apples = (await codeOf(shop, 'F001')).slice(0, 7);
	await scanInto(page, label(`${apples}00350`), 1);
	await expect(basket(page)).toContainText('Apples Elstar');
	await expect(basket(page)).toContainText('0.350');
	await expect(basket(page)).toContainText('1.22');
	// 7.95, told by the label; its verifier stands before the price.
	await scanInto(page, label(`2200077${verifierOf('0795')}0795`), 2);
	await expect(basket(page)).toContainText('7.95');
	// 5.00 of what costs 20.00 a kilogram are 250 g.
	await scanInto(page, label('020008800500'), 3);
	await expect(basket(page)).toContainText('0.250');
	await expect(payButton(page)).toContainText('14.17');
	// A label that was printed before anything lay on the scale: the till asks for the weight.
	await scan(page, label(`${apples}00000`));
	const weigh = page.getByRole('dialog', { name: /^Weigh Apples/ });
	await expect(weigh).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(weigh).toBeHidden();
	// A digit that the scanner misread is refused, not sold.
	const misread = label(`${apples}00350`).replace(/.$/, (digit) => String((Number(digit) + 1) % 10));
	await scan(page, misread);
	await expect(linesOf(page)).toHaveCount(3);
	await page.keyboard.press('Escape');
	await payCash(page);
	const [sale] = await expectBooked(shop, await tillIdOf(page), 1);
	expect(sale?.dueMinor).toBe(1417);
});

/** The verifier over four digits of GS1 General Specifications §7.9.3, worked out apart from the till's own. */
function verifierOf(price: string): number {
	const twoMinus = [0, 2, 4, 6, 8, 9, 1, 3, 5, 7];
	const three = [0, 3, 6, 9, 2, 5, 8, 1, 4, 7];
	const fiveMinus = [0, 5, 9, 4, 8, 3, 7, 2, 6, 1];
	const [a = 0, b = 0, c = 0, d = 0] = [...price].map(Number);
	const sum = (twoMinus[a] ?? 0) + (twoMinus[b] ?? 0) + (three[c] ?? 0) + (fiveMinus[d] ?? 0);
	return (sum * 3) % 10;
}

test('a basket of sixty lines is rung up, shows its last line and is paid', async ({ page, shop }) => {
	const goods = await query<{ code: string; price: number }>(
		shop,
		`SELECT DISTINCT ON (p.id) c.code, p.price_minor::int AS price FROM products p JOIN product_codes c ON c.product_id = p.id
		WHERE p.sell_by = 'piece' AND p.price_minor > 0 AND p.sku NOT LIKE 'E2E%' AND p.sku <> 'H010' ORDER BY p.id LIMIT 60`
	);
	expect(goods).toHaveLength(60);
	await openTill(page, shop);
	for (const [index, { code }] of goods.entries()) await scanInto(page, code.replace(/^0(?=\d{13}$)/, ''), index + 1);
	await expect(linesOf(page).last()).toBeInViewport();
	await expect(linesOf(page).first()).not.toBeInViewport();
	const goodsMinor = goods.reduce((sum, { price }) => sum + price, 0);
	await page.reload();
	await signIn(page);
	await expect(linesOf(page)).toHaveCount(60, slow);
	await payCash(page);
	await expect(page.getByRole('article', { name: /receipt/i }).locator('.pair')).not.toHaveCount(0);
	await expectBooked(shop, await tillIdOf(page), 1);
	// So many goods meet offers of the demo shop: the goods' prices are what is sure.
	const [sale] = await query<{ items: number; off: number; due: number }>(
		shop,
		`SELECT items_minor::int AS items, discounts_minor::int AS off, due_minor::int AS due
		FROM sales WHERE till_id = '${await tillIdOf(page)}'`
	);
	expect(sale?.items).toBe(goodsMinor);
	expect(sale?.due).toBe(goodsMinor - (sale?.off ?? 0));
});

test('notes come back with a parked sale, stand beside the receipt and are never printed', async ({ page, shop }) => {
	await openTill(page, shop);
	await scanInto(page, await codeOf(shop, 'B001'), 1);
	await chooseInMenu(page, 'Note on the sale');
	await page.getByRole('dialog').getByLabel('Note').fill('Ida comes at six');
	await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
	await linesOf(page).first().getByRole('button', { name: /^More/ }).click();
	await page.getByRole('dialog').getByLabel('Note on this line').fill('well done');
	await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
	await chooseInMenu(page, 'Park this sale');
	await expect(linesOf(page)).toHaveCount(0, slow);
	await expect(basket(page)).not.toContainText('Ida');
	await chooseInMenu(page, 'Parked sales');
	await page.getByRole('button', { name: 'Go on' }).click();
	await expect(basket(page)).toContainText('Ida comes at six', slow);
	await expect(basket(page)).toContainText('well done');
	await chooseInMenu(page, 'Discount on the sale');
	await page.getByRole('dialog').getByLabel('Percent').last().fill('10');
	await page.getByRole('dialog').getByRole('button', { name: /^Give/ }).click();
	await scanInto(page, await codeOf(shop, 'C001'), 2);
	await payCash(page);
	const paper = page.getByRole('article', { name: /receipt/i });
	await expect(paper.getByText('Croissant Double')).toBeVisible();
	await expect(paper.getByText(/10%$/)).toHaveCount(1);
	await expect(paper).not.toContainText('Ida');
	await expect(paper).not.toContainText('well done');
	await page.getByRole('button', { name: /^New sale/ }).click();
	await chooseInMenu(page, 'Receipts');
	const notes = page.getByRole('region', { name: 'Notes, seen here only' });
	await expect(notes).toContainText('Ida comes at six', slow);
	await expect(notes).toContainText('well done');
	await expect(paper).not.toContainText('well done');
});

/** A finger that goes down in the middle of the element and away to the side. */
async function swipeAway(page: Page, what: ReturnType<typeof linesOf>): Promise<void> {
	const box = await what.boundingBox();
	if (!box) throw new Error('nothing to swipe');
	const y = box.y + box.height / 2;
	const x = box.x + box.width / 2;
	const devtools = await page.context().newCDPSession(page);
	const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', at: number) =>
		devtools.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: at, y }] });
	await touch('touchStart', x);
	for (const away of [20, 60, 100, 140]) await touch('touchMove', x - away);
	await touch('touchEnd', x - 140);
}

test('a finger swipes a line away, and Undo brings it back where it was', async ({ browser, shop }) => {
	const context = await browser.newContext({ hasTouch: true, viewport: { width: 1180, height: 820 } });
	const page = await context.newPage();
	await openTill(page, shop);
	await scanInto(page, await codeOf(shop, 'B001'), 1);
	await scanInto(page, await codeOf(shop, 'C001'), 2);
	await swipeAway(page, linesOf(page).filter({ hasText: 'Croissant' }));
	await expect(payButton(page)).toContainText('4.90', slow);
	await page.getByRole('button', { name: 'Undo' }).first().click();
	await expect(payButton(page)).toContainText('9.10');
	await expect(linesOf(page).first()).toContainText('Croissant');
	await context.close();
});

test('a till nobody touches locks itself, and the basket waits for the next one', async ({ page, shop }) => {
	await page.clock.install();
	await openTill(page, shop);
	await scanInto(page, await codeOf(shop, 'B001'), 1);
	await page.clock.fastForward('04:00');
	await expect(basket(page)).toBeVisible();
	await page.keyboard.press('Shift');
	await page.clock.fastForward('04:00');
	await expect(basket(page)).toBeVisible();
	await page.clock.fastForward('02:00');
	await expect(page.getByRole('heading', { name: 'Who is selling?' })).toBeVisible(slow);
	await expect(page.getByText('The basket is kept')).toBeVisible();
	await signIn(page, 'Jonas Weber', '2222');
	await expect(linesOf(page)).toHaveCount(1);
});

test('the status page warns of a window that forgets, and of no other', async ({ browser, shop }) => {
	for (const [quotaBytes, warns] of [
		[120 * 1024 * 1024, true],
		[20 * 1024 * 1024 * 1024, false]
	] as const) {
		const page = await (await browser.newContext()).newPage();
		await page.addInitScript((quota) => {
			navigator.storage.estimate = () => Promise.resolve({ quota, usage: 1_000_000 });
		}, quotaBytes);
		await openTill(page, shop);
		await waitForOffline(page);
		await chooseInMenu(page, 'Status');
		await expect(page.getByText('Free for this app')).toBeVisible(slow);
		await expect(page.getByText('This looks like a private window')).toHaveCount(warns ? 1 : 0);
		await page.context().close();
	}
});
