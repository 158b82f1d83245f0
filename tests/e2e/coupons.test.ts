/** A code from Home's receipt makes the next coffee cheaper: shown, taken away, brought back, kept over a reload and offline. */
import { codeOf, expectBooked, query } from './support/books';
import { expect, test } from './support/shop';
import {
	basket,
	newSale,
	openTill,
	payButton,
	payCash,
	receiptPaths,
	scan,
	signIn,
	slow,
	tillIdOf,
	waitForOffline
} from './support/till';

test.setTimeout(120_000);

const code = 'COFFEE20';

test('a coupon comes with the receipt and makes the next sale cheaper', async ({ page, shop }) => {
	await openTill(page, shop);
	const coupons = basket(page).getByRole('list', { name: 'Coupon' });
	await scan(page, await codeOf(shop, 'C004'));
	await expect(payButton(page)).toContainText('2.60', slow);
	// Typed like a product, in any case.
	await page.getByRole('combobox', { name: 'Scan or search' }).fill('coffee20');
	await page.keyboard.press('Enter');
	await expect(coupons).toContainText('COFFEE20 · 20% off coffee');
	await expect(coupons).toContainText('Takes off €0.52');
	await expect(payButton(page)).toContainText('2.08');
	await scan(page, code);
	await expect(page.getByText('Coupon COFFEE20 is on this sale already.')).toBeVisible();
	await coupons.getByRole('button', { name: 'Put coupon COFFEE20 away' }).click();
	await expect(payButton(page)).toContainText('2.60');
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect(payButton(page)).toContainText('2.08');
	await page.reload();
	await signIn(page);
	await expect(payButton(page)).toContainText('2.08', slow);
	await expect(coupons).toContainText('COFFEE20');
	await payCash(page);
	await expect(page.getByRole('region', { name: 'Receipt', exact: true }).last()).toContainText('20% off coffee');
	const tillId = await tillIdOf(page);
	await expectBooked(shop, tillId, 1);
	const [sale] = await query<{ coupons: string[] }>(
		shop,
		`SELECT text::jsonb #> '{body,coupons}' AS coupons FROM journal_events WHERE till_id = $1 AND type = 'sale.completed'`,
		[tillId]
	);
	expect(sale?.coupons).toEqual([code]);
});

test('offline, Home’s receipt hands it out, and the page of the receipt shows it', async ({ page, context, shop }) => {
	await openTill(page, shop);
	await waitForOffline(page);
	await context.setOffline(true);
	await scan(page, code);
	await expect(basket(page).getByRole('list', { name: 'Coupon' })).toContainText(
		'Nothing in this basket is part of it'
	);
	await scan(page, await codeOf(shop, 'H001'));
	await payCash(page);
	const receipt = page.getByRole('region', { name: 'Receipt', exact: true }).last();
	await expect(receipt).toContainText('20% off your next coffee');
	await expect(receipt.getByRole('img', { name: 'Coupon COFFEE20' })).toBeVisible();
	await newSale(page);
	await expect(basket(page).getByRole('list', { name: 'Coupon' })).toHaveCount(0);
	await context.setOffline(false);
	await expectBooked(shop, await tillIdOf(page), 1);
	await page.goto(`${shop.origin}${(await receiptPaths(page)).at(0) ?? ''}`);
	const card = page.getByRole('region', { name: 'Coupon COFFEE20' });
	await expect(card).toContainText('20% off your next coffee');
	await expect(card.getByRole('img')).toBeVisible();
});
