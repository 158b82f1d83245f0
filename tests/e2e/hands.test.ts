import { codeOf, expectBooked } from './support/books';
import { expect, test } from './support/shop';
import {
	basket,
	chooseInMenu,
	expectPaid,
	linesOf,
	newTill,
	openTill,
	scan,
	scanInto,
	signIn,
	slow,
	tillIdOf,
	typePin
} from './support/till';

test.setTimeout(120_000);

test('a scan is heard while a dialog is open and while a field is being filled', async ({ page, shop }) => {
	await openTill(page, shop);
	const [croissant, latte] = [await codeOf(shop, 'B001'), await codeOf(shop, 'C001')];
	await scanInto(page, croissant, 1);
	await chooseInMenu(page, 'Note on the sale');
	const note = page.getByRole('dialog').getByLabel('Note');
	await note.fill('For Ida');
	await scan(page, latte);
	await expect(linesOf(page)).toHaveCount(2, slow);
	if (await note.isVisible()) await expect(note).toHaveValue('For Ida');
	await page.keyboard.press('Escape');
	await expect(page.getByRole('dialog')).toHaveCount(0);

	await page.getByRole('combobox', { name: 'Scan or search' }).focus();
	await scan(page, croissant);
	await expect(basket(page)).toContainText(/8[.,]40/, slow);
	await expect(page.getByRole('combobox', { name: 'Scan or search' })).toHaveValue('');
});

test('an unknown code asks what it is, and the basket stays', async ({ page, shop }) => {
	await openTill(page, shop);
	await scanInto(page, await codeOf(shop, 'B001'), 1);
	await scan(page, '4006381333931');
	await expect(page.getByRole('heading', { name: 'This code is not known here' })).toBeVisible(slow);
	await page.getByRole('button', { name: 'Sell as open item' }).click();
	await page.getByLabel('Name on the receipt').fill('Market find');
	await page.getByLabel('Price', { exact: true }).fill('3.00');
	await page.getByRole('button', { name: /^Add for/ }).click();
	await expect(linesOf(page)).toHaveCount(2, slow);
	await expect(basket(page)).toContainText('Market find');
});

test('a whole sale needs nothing but the keyboard', async ({ page, shop }) => {
	await newTill(page, shop);
	await page.getByRole('button', { name: 'Mira Koch' }).focus();
	await page.keyboard.press('Enter');
	await typePin(page, '1111');
	await expect(basket(page)).toBeVisible(slow);
	const search = page.getByRole('combobox', { name: 'Scan or search' });
	for (let step = 0; step < 12 && !(await search.evaluate((field) => field === document.activeElement)); step++) {
		await page.keyboard.press('Tab');
	}
	await expect(search).toBeFocused();
	await page.keyboard.type('brown', { delay: 120 });
	await expect(page.getByRole('option').first()).toContainText('Brownie', slow);
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('Enter');
	await expect(linesOf(page)).toHaveCount(1, slow);
	await expect(search).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(page.getByText('Left to pay')).toBeVisible(slow);
	await page.keyboard.press('Enter');
	await expectPaid(page);
	await expect(page.getByRole('button', { name: /^New sale/ })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(basket(page)).toBeVisible(slow);
	const [sale] = await expectBooked(shop, await tillIdOf(page), 1);
	expect(sale?.dueMinor).toBe(340);
});

test('wrong PINs are refused, after five with a growing wait, and another person may go on', async ({ page, shop }) => {
	await newTill(page, shop);
	await page.getByRole('button', { name: 'Mira Koch' }).click();
	const alert = page.getByRole('alert');
	for (let miss = 1; miss <= 4; miss++) {
		await typePin(page, '9753');
		await expect(alert).toContainText('That is not the PIN of Mira', slow);
		await page.keyboard.type('7', { delay: 50 });
		await expect(alert).toHaveCount(0, slow);
		await page.keyboard.press('Backspace');
	}
	await typePin(page, '9753');
	await expect(alert).toContainText(/Too many wrong PINs\. Try again in \d+ s/, slow);
	await typePin(page, '1111');
	await expect(basket(page)).toHaveCount(0);
	await page.reload();
	await page.getByRole('button', { name: 'Mira Koch' }).click(slow);
	await typePin(page, '1111');
	await expect(alert).toContainText(/Try again in \d+ s/, slow);
	await signIn(page, 'Jonas Weber', '2222');
	await expect(page.getByRole('button', { name: /^Jonas, lock/ })).toBeVisible();
});
