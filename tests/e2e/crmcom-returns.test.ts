/** Goods come back whose sale another shop rewarded: what it gave goes back to it, and what it took is given back. */
import { expect, type Page } from '@playwright/test';
import { balances, codeOf, expectBooked } from './support/books';
import { because, expectPaidBack, handOver, line, numberOfLast, openReceipt, payBack, row } from './support/returning';
import { ask, openPay, paid } from './support/spending';
import { expectChip, expectPaid, newSale, openTill, scan, tillIdOf } from './support/till';
import { customerWith, disagreements, expectTold, standingOf, test } from './support/two-shops';

test.setTimeout(240_000);

const euros = (minor: number) => (minor / 100).toFixed(2);
const figures = (page: Page, name: string) => row(page, name).getByRole('cell');

test('a return in part takes its part back there, the rest leaves the member as before', async ({ page, two }) => {
	const { shop, keeper } = two;
	const who = await customerWith(keeper, 200);
	const before = await balances(keeper, who.memberId);
	const had = before.find(({ currency }) => currency === 'EUR')?.minor ?? 0;
	await openTill(page, shop);
	await expectChip(page, 'online');
	const tillId = await tillIdOf(page);
	await openPay(page, shop, who, ['B001', 'B003']);
	await ask(page, 200);
	await paid(page)
		.getByRole('button', { name: /^Take cash/ })
		.click();
	await expectPaid(page);
	await expectTold(shop);
	expect(await standingOf(keeper, who.memberId)).toMatchObject([
		{ totalMinor: 780, awardedMinor: 23, spentMinor: 200 }
	]);
	await newSale(page);

	const number = await numberOfLast(page);
	await openReceipt(page, number);
	await scan(page, await codeOf(shop, 'B001'));
	await expect(line(page, 'Croissant Double')).toContainText('1 of 1');
	await because(page);
	await expect(figures(page, 'Paid by')).toHaveText(['5.80', '2.68']);
	await expect(figures(page, 'Earned')).toHaveText(['0.23', '0.11']);
	await expect(figures(page, 'Points earned')).toHaveText(['8 points', '4 points']);
	await expect(figures(page, 'Bonus spent')).toHaveText(['2.00', '0.92']);
	await expect(figures(page, 'Bonus balance')).toHaveText([euros(had - 200 + 23), euros(had - 92 + 11)]);
	await payBack(page).click();
	await handOver(page);
	await expectPaidBack(page, '€3.12');
	const receipt = page.getByRole('region', { name: 'Receipt', exact: true }).last();
	await expect(receipt).toContainText('Bonus given back');
	await expect(receipt).toContainText('Earned, goes back');
	await expectBooked(shop, tillId, 2);
	await expectTold(shop);
	expect(await standingOf(keeper, who.memberId)).toMatchObject([{ totalMinor: 360, awardedMinor: 11, spentMinor: 92 }]);

	await newSale(page);
	await openReceipt(page, number);
	await page.getByRole('button', { name: 'Tick everything' }).click();
	await because(page);
	await expect(figures(page, 'Earned')).toHaveText(['0.11', '0.00']);
	await expect(figures(page, 'Bonus spent')).toHaveText(['0.92', '0.00']);
	await expect(figures(page, 'Bonus balance')).toHaveText([euros(had - 92 + 11), euros(had)]);
	await payBack(page).click();
	await handOver(page);
	await expectPaidBack(page, '€2.68');
	await expectBooked(shop, tillId, 3);
	await expectTold(shop);
	expect(await standingOf(keeper, who.memberId)).toEqual([]);
	expect(await balances(keeper, who.memberId)).toEqual(before);
	expect(await disagreements(shop)).toEqual([]);
});
