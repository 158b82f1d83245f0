import { codeOf, query, salesOf } from './support/books';
import { expect, test } from './support/shop';
import { basket, linesOf, openTill, payButton, payCash, scan, scanInto, tillIdOf } from './support/till';

test.setTimeout(120_000);

test('three buns cost two: on the line, in the sum, on the receipt and in the books', async ({ page, shop }) => {
	await openTill(page, shop);
	const code = await codeOf(shop, 'B003');
	await scanInto(page, code, 1);
	await scan(page, code);
	await expect(payButton(page)).toContainText('7.20');
	await scan(page, code);
	await expect(linesOf(page).first()).toContainText('3 for 2 buns');
	await expect(linesOf(page).first()).toContainText('−3.60');
	await expect(basket(page).getByText('1 discount')).toBeVisible();
	await expect(payButton(page)).toContainText('7.20');
	await payCash(page);
	const receipt = page.getByRole('region', { name: 'Receipt', exact: true }).last();
	await expect(receipt).toContainText('3 for 2 buns');
	await expect(receipt).toContainText('You saved');
	const tillId = await tillIdOf(page);
	await expect.poll(async () => (await salesOf(shop, tillId)).map(({ dueMinor }) => dueMinor)).toEqual([720]);
	const cases = await query(shop, `SELECT kind FROM cases WHERE till_id = $1`, [tillId]);
	expect(cases).toEqual([]);
});
