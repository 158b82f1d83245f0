import { codeOf } from './support/books';
import { expectAccessible } from './support/axe';
import { expect, test } from './support/shop';
import { chooseInMenu, expectChip, expectPaid, newTill, payButton, receiptPaths, scanInto, slow } from './support/till';

test.setTimeout(360_000);

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
