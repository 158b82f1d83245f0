import { codeOf, expectBooked } from './support/books';
import { expect, test } from './support/shop';
import { chip, expectPaid, openTill, payCash, scanInto, tillIdOf } from './support/till';

test('the first sale goes from the front door to the books', async ({ page, shop }) => {
	await openTill(page, shop);
	await scanInto(page, await codeOf(shop, 'B001'), 1);
	await payCash(page);
	await expectPaid(page);
	await expect(chip(page)).toHaveAttribute('data-sync', 'online', { timeout: 30_000 });
	const [sale] = await expectBooked(shop, await tillIdOf(page), 1);
	expect(sale).toMatchObject({ dueMinor: 420, epoch: 1 });
});
