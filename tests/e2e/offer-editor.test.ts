import type { Page } from '@playwright/test';
import { codeOf, expectBooked } from './support/books';
import { openManager } from './support/office';
import { expect, test } from './support/shop';
import { basket, linesOf, newSale, openTill, payButton, payCash, scan, scanInto, slow, tillIdOf } from './support/till';
import { codeGiven } from './support/offers';

test.setTimeout(180_000);

/** Filter coffee: no offer of the demo shop takes anything off it. */
const sku = 'C001';

const sentence = (page: Page) => page.getByRole('region', { name: 'The offer' });
const trial = (page: Page) => page.getByRole('complementary', { name: 'Test basket' });

async function open(page: Page, word: RegExp): Promise<void> {
	await sentence(page).getByRole('button', { name: word }).click();
}

async function done(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'Done' }).click();
}

test('an offer is written, tried, published, sold with, paused and gone', async ({ page, browser, ownShop: shop }) => {
	const manager = await openManager(browser, shop);
	await openTill(page, shop);
	await scanInto(page, await codeOf(shop, sku), 1);
	const full = (await payButton(page).innerText()).replace(/[^\d.]/g, '');

	await manager.goto(`${shop.origin}/manage/offers`);
	await manager.getByRole('link', { name: 'New offer' }).click();
	await manager.getByRole('button', { name: /^Something else/ }).click();
	await manager.getByLabel('What customers read').fill('Coffee morning');
	await manager.getByLabel('Name for your staff').fill('Coffee half price');
	await open(manager, /^Which goods it is about/);
	await manager.getByRole('textbox', { name: 'Product, group, brand, family, category' }).fill(sku);
	await manager.getByRole('button', { name: new RegExp(`${sku}$`) }).click(slow);
	await done(manager);

	await open(manager, /^What it gives/);
	const percent = manager.getByLabel('Percent off');
	await percent.fill('500');
	await expect(manager.getByText('Type a percentage above 0 and up to 100.').first()).toBeVisible();
	await percent.fill('50');
	await done(manager);
	await trial(manager)
		.getByRole('button', { name: 'Fill the basket' })
		.or(trial(manager).getByText('Coffee morning').first())
		.first()
		.click();
	await expect(trial(manager).getByRole('listitem').filter({ hasText: 'Takes off' }).first()).toContainText(
		'Coffee morning'
	);
	await manager.getByRole('button', { name: 'Publish' }).click();
	await expect(manager).toHaveURL(/\/manage\/offers\/[0-9a-f-]{36}$/, slow);
	await expect(manager.getByRole('heading', { name: 'Coffee morning' })).toBeVisible();

	// The till hears of it with its next pull; a change of the basket asks the rules again.
	await expect(async () => {
		await scan(page, await codeOf(shop, sku));
		await expect(linesOf(page).first()).toContainText('Coffee morning', { timeout: 2_000 });
	}).toPass({ timeout: 90_000, intervals: [3_000] });
	await expect(basket(page).getByText('1 discount')).toBeVisible();

	await manager.getByRole('button', { name: 'Pause' }).click();
	await expect(manager.getByRole('button', { name: 'Start' })).toBeVisible(slow);
	await expect(async () => {
		await scan(page, await codeOf(shop, sku));
		await expect(linesOf(page).first()).not.toContainText('Coffee morning', { timeout: 2_000 });
	}).toPass({ timeout: 90_000, intervals: [3_000] });
	const pieces =
		Number(full) > 0 ? Number((await payButton(page).innerText()).replace(/[^\d.]/g, '')) / Number(full) : 0;
	expect(Math.abs(pieces - Math.round(pieces))).toBeLessThan(0.001);
});

test('the test basket says what is missing, for whom and when', async ({ browser, shop }) => {
	const manager = await openManager(browser, shop);
	await manager.goto(`${shop.origin}/manage/offers/new?from=cashback`);
	await expect(trial(manager).getByText('Earns €', { exact: false }).first()).toBeVisible(slow);
	await trial(manager).locator('summary').click();
	await trial(manager).getByLabel('Who').selectOption('none');
	await expect(
		trial(manager)
			.getByText(/A member would earn/)
			.first()
	).toBeVisible();

	await trial(manager).getByLabel('Who').selectOption('member');
	await sentence(manager).getByRole('button', { name: 'Add a condition' }).click();
	await manager
		.getByRole('dialog')
		.getByRole('button', { name: /^What they have to cost/ })
		.click();
	await manager.getByLabel(/^After the discounts that come before/).fill('500');
	await expect(trial(manager).getByText(/more to reach €500\.00/)).toBeVisible();
	await done(manager);
	await open(manager, /^What they have to cost together/);
	await manager.getByRole('button', { name: 'Take out' }).click();
	await expect(sentence(manager).getByRole('button', { name: /^What they have to cost/ })).toHaveCount(0);

	await open(manager, /^On which days/);
	await manager.getByRole('button', { name: 'Add days and hours' }).click();
	await manager.getByLabel('From', { exact: true }).fill('08:00');
	await manager.getByLabel('To', { exact: true }).fill('09:00');
	await done(manager);
	await trial(manager).getByLabel('Time').fill('12:00');
	await expect(trial(manager).getByText('Not at this time of the week')).toBeVisible();
	await trial(manager).getByText('This offer alone').click();
	await expect(trial(manager).getByRole('listitem').filter({ hasText: 'One point for 1.00' })).toHaveCount(0);
});

test('what somebody else changed meanwhile is not overwritten, and an ended offer can be copied', async ({
	browser,
	shop
}) => {
	const manager = await openManager(browser, shop);
	await manager.goto(`${shop.origin}/manage/offers/new?from=threshold`);
	await manager.getByLabel('What customers read').fill('Copied later');
	await manager.getByRole('button', { name: 'Save draft' }).click();
	await expect(manager.getByRole('heading', { name: 'Copied later' })).toBeVisible(slow);
	await manager.getByRole('link', { name: 'Edit' }).click();
	await expect(sentence(manager)).toBeVisible(slow);

	const second = await manager.context().newPage();
	await second.goto(manager.url());
	await second.getByLabel('What customers read').fill('Faster');
	await second.getByRole('button', { name: 'Save draft' }).click();
	await expect(second.getByRole('heading', { name: 'Faster' })).toBeVisible(slow);

	await manager.getByLabel('What customers read').fill('Slower');
	await manager.getByRole('button', { name: 'Save draft' }).click();
	await expect(manager.getByText(/^Somebody changed this offer while you were at it/)).toBeVisible(slow);
	await expect(manager.getByLabel('What customers read')).toHaveValue('Slower');
	await manager.getByRole('link', { name: 'Cancel' }).click();
	await manager.getByRole('alertdialog').getByRole('button', { name: 'Leave' }).click();

	await expect(manager.getByRole('heading', { name: 'Faster' })).toBeVisible(slow);
	await manager.getByRole('button', { name: 'End for good' }).click();
	await expect(manager.getByRole('article').getByText('Ended', { exact: true }).first()).toBeVisible(slow);
	await expect(manager.getByRole('link', { name: 'Edit' })).toHaveCount(0);
	await manager.getByRole('link', { name: 'Copy as new' }).click();
	await expect(manager.getByLabel('What customers read')).toHaveValue('Faster', slow);
	await expect(manager.getByLabel('Name for your staff')).toHaveValue('Money off from an amount (copy)');
});

test('a voucher offer is written, a till hands one out, and the office withdraws it', async ({
	page,
	browser,
	ownShop: shop
}) => {
	const manager = await openManager(browser, shop);
	await manager.goto(`${shop.origin}/manage/offers`);
	await manager.getByRole('link', { name: 'Vouchers' }).click();
	await expect(manager.getByText('No voucher yet')).toBeVisible(slow);
	await manager.getByRole('link', { name: 'Make an offer' }).click();
	await manager.getByRole('button', { name: /^Something else/ }).click();
	await manager.getByLabel('What customers read').fill('Thank you for shopping');
	await manager.getByLabel('Name for your staff').fill('Thanks');
	await open(manager, /^What it gives/);
	await manager.getByLabel('It gives', { exact: true }).selectOption('voucher');
	await manager.getByLabel(/^Worth/).fill('2.00');
	await done(manager);
	await open(manager, /^How long it lasts/);
	await manager.getByLabel('It lasts', { exact: true }).selectOption('on');
	await manager.getByLabel('Last day').fill('2020-12-31');
	await expect(manager.getByText('That day is over; choose a later one.').first()).toBeVisible();
	await manager.getByLabel('It lasts', { exact: true }).selectOption('after');
	await done(manager);
	await expect(sentence(manager)).toContainText('A voucher of €2.00 with the receipt, for 1 year');
	const what = trial(manager).getByRole('listitem').filter({ hasText: 'Thank you for shopping' });
	await expect(what.first()).toContainText('A voucher of €2.00 comes with the receipt');
	await sentence(manager).getByRole('button', { name: 'Add a condition' }).click();
	await manager
		.getByRole('dialog')
		.getByRole('button', { name: /^A budget/ })
		.click();
	await manager.getByLabel('Budget, EUR').fill('20.00');
	await done(manager);
	await expect(sentence(manager)).toContainText('or until €20.00 given');
	await expect(sentence(manager)).toContainText('A till hears from the server what is left of the budget.');
	await manager.getByRole('button', { name: 'Publish' }).click();
	await expect(manager.getByRole('heading', { name: 'Thank you for shopping' })).toBeVisible(slow);

	await openTill(page, shop);
	await scanInto(page, await codeOf(shop, 'B003'), 1);
	await payCash(page);
	const code = await codeGiven(page);
	const mark = code.slice(-6, -2);
	await expectBooked(shop, await tillIdOf(page), 1);
	await newSale(page);

	await manager.goto(`${shop.origin}/manage/offers/vouchers`);
	const list = manager.getByRole('region', { name: 'Vouchers' });
	await expect(list.getByRole('row').filter({ hasText: `····${mark}` })).toContainText('Open', slow);
	await expect(manager.getByRole('region', { name: 'All vouchers' })).toContainText('€2.00');
	const search = manager.getByRole('textbox', { name: 'Code, last four symbols or receipt' });
	await search.fill('ZZZZ');
	await expect(manager.getByText('No voucher fits')).toBeVisible(slow);
	await search.fill(code.toLowerCase());
	await expect(manager).toHaveURL(/code=[\w-]{43}/, slow);
	expect(manager.url()).not.toContain(code.slice(0, 4));
	await list.getByRole('link', { name: `····${mark}` }).click();
	const voucher = manager.getByRole('article', { name: `Voucher ····${mark}` });
	await expect(voucher.getByRole('row').filter({ hasText: 'Given' })).toContainText('+2.00', slow);
	await voucher.getByRole('button', { name: 'Withdraw' }).click();
	const sure = manager.getByRole('alertdialog');
	await sure.getByRole('button', { name: 'Withdraw €2.00' }).click();
	await expect(sure.getByText('Type why, in a few words; the books keep it.')).toBeVisible(slow);
	await sure.getByLabel('Reason, for the books').fill('Receipt was lost');
	await sure.getByRole('button', { name: 'Withdraw €2.00' }).click();
	await expect(sure).toHaveCount(0, slow);
	await expect(voucher.getByText('Withdrawn', { exact: true }).first()).toBeVisible();
	await expect(voucher.getByRole('row').filter({ hasText: 'Receipt was lost' })).toContainText('−2.00');

	await scanInto(page, await codeOf(shop, 'B003'), 1);
	await scan(page, code);
	await expect(page.getByText('Nothing is left on this voucher')).toBeVisible(slow);
});
