/** A discount with a budget at a till: in full, the rest of it, nothing; and nothing while the server is not heard. */
import type { Page } from '@playwright/test';
import { discount } from '../support/any-offer';
import { codeOf, expectBooked, query } from './support/books';
import { addOffer } from './support/offers';
import { expect, test } from './support/shop';
import {
	basket,
	chip,
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

async function expectWhy(page: Page, words: string): Promise<void> {
	await basket(page)
		.getByRole('button', { name: /^More for/ })
		.first()
		.click();
	await page.getByRole('dialog').getByRole('button', { name: 'Why this price?' }).click();
	const why = page.getByRole('dialog', { name: /^Why .* for Cinnamon Bun/ });
	await expect(why).toContainText(words);
	await page.keyboard.press('Escape');
	await expect(why).toBeHidden();
}

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
	await expectWhy(page, 'Needs a connection');

	await context.setOffline(false);
	await expect(chip(page)).toContainText('Online', { timeout: 60_000 });
	await expect(payButton(page)).toContainText('3.20', slow);
	await expectWhy(page, 'the rest of what was planned for it');
	await payCash(page);
	await expectBooked(shop, tillId, 2);
	await newSale(page);

	await scanInto(page, bun, 1);
	await expect(payButton(page)).toContainText('3.60');
	await expectWhy(page, 'All that was planned for it has been given');
	await expect(basket(page)).not.toContainText('Spring');
	await payCash(page);
	const sales = await expectBooked(shop, tillId, 3);
	expect(sales.map(({ dueMinor }) => dueMinor)).toEqual([300, 320, 360]);
	expect(await query(shop, `SELECT kind FROM cases WHERE kind <> 'members_probed'`)).toEqual([]);
});
