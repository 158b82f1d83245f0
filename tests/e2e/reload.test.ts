import { codeOf, expectBooked } from './support/books';
import { expect, test } from './support/shop';
import {
	basket,
	expectPaid,
	linesOf,
	newSale,
	openTill,
	payButton,
	payCash,
	scanInto,
	signIn,
	slow,
	tillIdOf,
	typePin
} from './support/till';

test.setTimeout(120_000);

test('a reload in the middle of a basket keeps it', async ({ page, shop }) => {
	await openTill(page, shop);
	await scanInto(page, await codeOf(shop, 'B001'), 1);
	await scanInto(page, await codeOf(shop, 'C001'), 2);
	await expect(payButton(page)).toContainText(/9[.,]10/);
	await page.reload();
	await expect(page.getByText('The basket is kept')).toBeVisible(slow);
	await signIn(page);
	await expect(linesOf(page)).toHaveCount(2, slow);
	await expect(basket(page)).toContainText('Croissant Double');
	await payCash(page);
	const [sale] = await expectBooked(shop, await tillIdOf(page), 1);
	expect(sale?.dueMinor).toBe(910);
});

test('a reload in the middle of paying keeps the approved card part, and the sale is booked once', async ({
	page,
	shop
}) => {
	await openTill(page, shop);
	await scanInto(page, await codeOf(shop, 'H001'), 1);
	await payButton(page).click();
	await page.getByRole('button', { name: 'Card Separate terminal' }).click(slow);
	await page.keyboard.type('5000', { delay: 120 });
	await page.keyboard.press('Enter');
	// In its first moment the dialog takes no answer, so that a second Enter cannot approve: a slow finger.
	await page.getByRole('button', { name: /^Approved/ }).click({ ...slow, delay: 1000 });
	const paid = page.getByRole('list', { name: 'Paid so far' });
	await expect(paid).toContainText(/50[.,]00/, slow);
	await page.reload();
	await page.getByRole('button', { name: 'Mira Koch' }).click(slow);
	await typePin(page, '1111');
	await expect(paid).toContainText(/50[.,]00/, slow);
	await page.goto(`${shop.origin}/till`);
	await signIn(page);
	await expect(page.getByText('A payment was already taken for this basket.')).toBeVisible(slow);
	await page.getByRole('link', { name: 'Go on paying' }).click();
	await expect(paid).toContainText(/50[.,]00/, slow);
	await page.getByRole('button', { name: /^Take cash/ }).click();
	await expectPaid(page);
	const [sale] = await expectBooked(shop, await tillIdOf(page), 1);
	// 89.00, and the demo shop takes 12.00 off Home from 80.00.
	expect(sale?.dueMinor).toBe(7700);
	await newSale(page);
	await page.reload();
	await signIn(page);
	await expect(linesOf(page)).toHaveCount(0);
	await expectBooked(shop, await tillIdOf(page), 1);
});
