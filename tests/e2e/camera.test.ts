import { expect, test } from './support/shop';
import { basket, openTill, payCash, slow } from './support/till';

test.setTimeout(120_000);

/** The picture shows a QR code (a Digital Link of the latte), then an EAN-13 (the croissant), again and again. */
test('the camera reads a QR and an EAN-13, and both land in the basket', async ({ page, shop }) => {
	await openTill(page, shop);
	await page.getByRole('button', { name: 'Scan with the camera' }).click();
	const dialog = page.getByRole('dialog', { name: 'Scan with the camera' });
	await expect(dialog.locator('video')).toBeVisible(slow);
	await expect(basket(page)).toContainText('Iced Caramel Latte', { timeout: 60_000 });
	await expect(basket(page)).toContainText('Croissant Double', { timeout: 60_000 });
	await dialog.getByRole('button', { name: 'Done' }).click();
	await expect(dialog).toHaveCount(0);
	await payCash(page);
});
