import { codeOf, expectBooked, query, salesOf } from './support/books';
import { expect, test } from './support/shop';
import {
	basket,
	linesOf,
	newTill,
	openTill,
	payButton,
	payCash,
	receiptPaths,
	scan,
	scanInto,
	signIn,
	tillIdOf,
	typePin
} from './support/till';

test.setTimeout(120_000);

test('three buns cost two: on the line, in the sum, on the receipt and in the books', async ({ page, shop }) => {
	await openTill(page, shop);
	const code = await codeOf(shop, 'B003');
	await scanInto(page, code, 1);
	await scan(page, code);
	await expect(payButton(page)).toContainText('7.20');
	await expect(basket(page).getByText('3 for 2 buns: 1 more to reach 3')).toBeVisible();
	await scan(page, code);
	await expect(linesOf(page).first()).toContainText('3 for 2 buns');
	await expect(linesOf(page).first()).toContainText('−3.60');
	await expect(basket(page).getByText('1 discount')).toBeVisible();
	await basket(page).getByRole('button', { name: 'Why: 3 for 2 buns' }).click();
	const why = page.getByRole('dialog', { name: 'Why €7.20 for Cinnamon Bun?' });
	await expect(why.getByRole('listitem').filter({ hasText: 'Shelf price' })).toContainText('10.80');
	await expect(why).toContainText('Takes off €3.60');
	await page.keyboard.press('Escape');
	await expect(why).toBeHidden();
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

test('two buns: the receipt says on paper and on its page what one more would have brought', async ({ page, shop }) => {
	await openTill(page, shop);
	const code = await codeOf(shop, 'B003');
	await scanInto(page, code, 1);
	await scan(page, code);
	// Of the 40.00 for its own offer this is less than half.
	await scan(page, await codeOf(shop, 'H002'));
	await basket(page)
		.getByRole('button', { name: /^\d+ more$/ })
		.click();
	const near = page.getByRole('dialog', { name: 'Nothing is earned yet' });
	await expect(near.getByRole('listitem').filter({ hasText: '3 for 2 buns' })).toContainText('1 more to reach 3');
	await expect(near.getByRole('listitem').filter({ hasText: 'more to reach' })).not.toHaveCount(1);
	await page.keyboard.press('Escape');
	await payCash(page);
	const words = '1 more and 3 for 2 buns would have applied';
	await expect(page.getByRole('region', { name: 'Receipt', exact: true }).last()).toContainText(words);
	await expectBooked(shop, await tillIdOf(page), 1);
	await page.goto(`${shop.origin}${(await receiptPaths(page)).at(0) ?? ''}`);
	await expect(page.getByRole('region', { name: 'Rewards' })).toHaveText(words);
});

test('a discount is taken off a line, and offers may give again', async ({ page, shop }) => {
	await openTill(page, shop);
	const code = await codeOf(shop, 'B003');
	await scanInto(page, code, 1);
	await scan(page, code);
	await scan(page, code);
	await expect(payButton(page)).toContainText('7.20');
	await basket(page).getByRole('button', { name: 'Why: 3 for 2 buns' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Remove discount' }).click();
	await expect(page.getByRole('dialog')).toContainText('taken off this line by hand');
	// What the whole sale would earn is no reason of one line's price.
	await expect(page.getByRole('dialog').getByRole('listitem')).toHaveText([
		/Shelf price/,
		/Line total/,
		/3 for 2 buns.*Taken off this line by hand/s
	]);
	await page.keyboard.press('Escape');
	await expect(payButton(page)).toContainText('10.80');
	await basket(page)
		.getByRole('button', { name: /^More for/ })
		.first()
		.click();
	await page.getByRole('dialog').getByRole('button', { name: 'Why this price?' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Let offers give again' }).click();
	await page.keyboard.press('Escape');
	await expect(payButton(page)).toContainText('7.20');
});

test('a card that only the server knows earns about, and the sheet says on what', async ({ page, shop }) => {
	await openTill(page, shop);
	await scanInto(page, await codeOf(shop, 'B003'), 1);
	await basket(page)
		.getByRole('button', { name: /^Add member/ })
		.click();
	const who = page.getByRole('dialog');
	await who.getByRole('searchbox').or(who.getByRole('textbox')).first().fill('9600010000000426');
	await page.keyboard.press('Enter');
	await expect(basket(page).getByText(/earns( about)?$/)).toBeVisible();
	await expect(basket(page)).toContainText('€0.11 · 4 points');
	await basket(page)
		.getByRole('button', { name: /earns( about)?$/ })
		.click();
	const why = page.getByRole('dialog', { name: /^Why (about )?€0.11 · 4 points\?$/ });
	await expect(why.getByRole('listitem').filter({ hasText: '3% back' })).toContainText('€0.11');
	await expect(why.getByRole('listitem').filter({ hasText: 'Double points on coffee' })).toHaveCount(0);
});

test('who may not give a discount needs somebody who may, and the sale says who it was', async ({ page, shop }) => {
	await newTill(page, shop);
	await signIn(page, 'Lena Aalto', '3333');
	await scanInto(page, await codeOf(shop, 'C004'), 1);
	await basket(page)
		.getByRole('button', { name: /^Discount/ })
		.first()
		.click();
	const dialog = page.getByRole('dialog', { name: /^Discount on/ });
	await expect(dialog).toContainText('Lena may not give discounts.');
	await dialog.getByRole('textbox').first().fill('10.123');
	await dialog.getByRole('button', { name: 'Other' }).click();
	await dialog.getByRole('button', { name: /^Give/ }).click();
	await expect(dialog).toContainText('At most 2 digits after the point.');
	await expect(dialog).toContainText('Say in a few words what it is for.');
	await dialog.getByRole('textbox').first().fill('50');
	await dialog.getByLabel('In words').fill('cup was cold');
	await dialog.getByRole('button', { name: /^Give/ }).click();
	const approval = page.getByRole('dialog', { name: 'Who approves €1.30 off?' });
	await expect(approval.getByRole('button', { name: 'Jonas Weber' })).toHaveCount(0);
	await approval.getByRole('button', { name: 'Aylin Demir' }).click();
	await typePin(page, '9999');
	await expect(payButton(page)).toContainText('1.30', { timeout: 30_000 });
	await payCash(page);
	const tillId = await tillIdOf(page);
	const approvers = () =>
		query<{ name: string }>(
			shop,
			`SELECT s.name FROM journal_events e JOIN staff s ON s.id = (e.text::jsonb #>> '{body,approvedBy}')::uuid
			WHERE e.till_id = $1 AND e.type = 'sale.completed'`,
			[tillId]
		);
	await expect.poll(approvers, { timeout: 30_000 }).toEqual([{ name: 'Aylin Demir' }]);
});
