/** A discount with a budget at a till: in full, the rest of it, nothing; and nothing while the server is not heard. */
import type { Page } from '@playwright/test';
import { discount } from '../support/any-offer';
import { codeOf, expectBooked, query } from './support/books';
import { addOffer } from './support/offers';
import { expect, test } from './support/shop';
import {
	basket,
	chip,
	linesOf,
	newSale,
	openTill,
	payButton,
	payCash,
	scanInto,
	slow,
	tillIdOf,
	waitForOffline
} from './support/till';

test.setTimeout(120_000);

const why = async (page: Page) => {
	await linesOf(page).first().click();
	return page.getByRole('dialog');
};

test('a discount ends with its budget, and waits for the server while there is none', async ({
	page,
	context,
	ownShop: shop
}) => {
	const effect = discount({ form: 'amount', amountMinor: 60, per: 'sale' });
	await addOffer(shop, { title: 'Spring', effect, limits: { budgetMinor: 100 } });
	await openTill(page, shop);
	const tillId = await tillIdOf(page);
	const bun = await codeOf(shop, 'B003');
	await scanInto(page, bun, 1);
	await expect(payButton(page)).toContainText('3.00', slow);
	await payCash(page);
	await expectBooked(shop, tillId, 1);
	await newSale(page);

	await waitForOffline(page);
	await context.setOffline(true);
	await expect(chip(page)).toContainText('Offline', { timeout: 60_000 });
	await scanInto(page, bun, 1);
	await expect(payButton(page)).toContainText('3.60');
	await expect(await why(page)).toContainText('Needs a connection');
	await page.keyboard.press('Escape');

	await context.setOffline(false);
	await expect(chip(page)).toContainText('Online', { timeout: 60_000 });
	await expect(payButton(page)).toContainText('3.20', slow);
	await expect(await why(page)).toContainText('the rest of what was planned for it');
	await page.keyboard.press('Escape');
	await payCash(page);
	await expectBooked(shop, tillId, 2);
	await newSale(page);

	await scanInto(page, bun, 1);
	await expect(payButton(page)).toContainText('3.60');
	await expect(await why(page)).toContainText('All that was planned for it has been given');
	await page.keyboard.press('Escape');
	await expect(basket(page)).not.toContainText('Spring');
	await payCash(page);
	const sales = await expectBooked(shop, tillId, 3);
	expect(sales.map(({ dueMinor }) => dueMinor)).toEqual([300, 320, 360]);
	expect(await query(shop, `SELECT kind FROM cases WHERE kind <> 'members_probed'`)).toEqual([]);
});
