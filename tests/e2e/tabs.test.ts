import { codeOf, expectBooked } from './support/books';
import { expect, test } from './support/shop';
import { linesOf, openTill, scanInto, sellOne, signIn, tillIdOf } from './support/till';

test.setTimeout(180_000);

test('two tabs sell at once: numbers have no gap and nothing is doubled', async ({ page, context, shop }) => {
	await openTill(page, shop);
	const code = await codeOf(shop, 'B002');
	const second = await context.newPage();
	await second.goto(`${shop.origin}/till`);
	await signIn(second, 'Jonas Weber', '2222');

	await scanInto(page, code, 1);
	await expect(linesOf(second)).toHaveCount(0);
	await page.getByRole('button', { name: 'One less' }).click();

	for (let round = 0; round < 3; round++) await Promise.all([sellOne(page, code), sellOne(second, code)]);
	const sales = await expectBooked(shop, await tillIdOf(page), 6);
	expect(new Set(sales.map(({ receiptNumber }) => receiptNumber)).size).toBe(6);
});
