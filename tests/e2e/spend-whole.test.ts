/** Value pays for everything: nothing is left to pay, and a return gives back value and no money. */
import { expectBooked, query } from './support/books';
import { because, expectPaidBack, numberOfLast, openReceipt, payBack, row, tick } from './support/returning';
import { expect, test } from './support/shop';
import { ask, bonus, held, memberWith, openPay, paid, walletOf } from './support/spending';
import { expectChip, expectPaid, newSale, openTill, receiptPaths, slow, tillIdOf } from './support/till';

test.setTimeout(180_000);

test('a spend of the whole amount leaves nothing to pay; its return gives the value back', async ({
	page,
	ownShop: shop,
	request
}) => {
	const who = await memberWith(shop, 400, 0);
	await openTill(page, shop);
	await expectChip(page, 'online');
	const tillId = await tillIdOf(page);
	const before = await walletOf(page, request, shop, who.memberId);
	await openPay(page, shop, who);
	await ask(page, 360);
	await expect(bonus(page)).toContainText('stays in the wallet');
	await expect(page.getByText('€0.00', { exact: true }).first()).toBeVisible();
	await paid(page)
		.getByRole('button', { name: /^Finish/ })
		.click();
	await expectPaid(page);
	const receipt = page.getByRole('region', { name: 'Receipt', exact: true }).last();
	await expect(receipt).toContainText('Bonus spent');
	await expect(receipt).toContainText('−3.60');
	await expect(receipt).not.toContainText('Cash');
	await expect(receipt).not.toContainText('Card');
	await expectBooked(shop, tillId, 1);
	expect(await query(shop, `SELECT due_minor::int AS due FROM sales WHERE till_id = $1`, [tillId])).toEqual([
		{ due: 0 }
	]);
	await held(page, request, shop, who.memberId).toBe(0);
	const sold = await walletOf(page, request, shop, who.memberId);
	expect(sold.balanceMinor).toBeLessThan(before.balanceMinor - 300);

	await newSale(page);
	const number = await numberOfLast(page);
	await openReceipt(page, number);
	await tick(page, 'Cinnamon Bun');
	await because(page);
	await expect(row(page, 'Bonus spent').getByRole('cell')).toHaveText(['3.60', '0.00']);
	// No money leaves the drawer, so nobody is asked about any.
	await payBack(page).click();
	await expectPaidBack(page, '€0.00');
	await expectBooked(shop, tillId, 2);
	const back = page.getByRole('region', { name: 'Receipt', exact: true }).last();
	await expect(back).toContainText(`For sale ${number}`);
	await expect(back).toContainText('Bonus given back');
	await expect
		.poll(async () => (await walletOf(page, request, shop, who.memberId)).balanceMinor, slow)
		.toBe(before.balanceMinor);

	// The receipt a customer opens says the same: which sale, and what became of the value.
	const paths = await receiptPaths(page);
	const pages = await Promise.all(paths.map(async (path) => (await request.get(shop.origin + path)).text()));
	const ofReturn = pages.find((text) => text.includes('for sale'));
	expect(ofReturn).toContain(number);
	expect(ofReturn).toContain('€3.60 of bonus is back in your wallet');
});
