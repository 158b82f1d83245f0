import { query } from './support/books';
import {
	attached,
	field,
	member,
	openSheet,
	removeMember,
	sayASharedPhone,
	sayContacts,
	sheet,
	showCardByMask,
	showCardEveryWay
} from './support/members';
import { basket, chooseInMenu, linesOf, openTill, scan, slow } from './support/till';
import { expect, test } from './support/shop';

test.setTimeout(150_000);

test('a card is known by barcode, by the pass on the phone, by stripe, by hand and by mask', async ({ page, shop }) => {
	const nora = await member(shop, 0);
	const ben = await member(shop, 1);
	await openTill(page, shop);
	await showCardEveryWay(page, ben);
	await showCardByMask(page, shop, nora);
});

test('phone and e-mail are looked up by the server; what is not one person is refused with the reason', async ({
	page,
	shop
}) => {
	const someone = await member(shop, 2);
	await openTill(page, shop);
	await sayContacts(page, someone);
	await sayASharedPhone(page);
	await test.step('a phone that nobody has is offered for joining', async () => {
		await field(page).fill('0171 39200 99');
		await page.keyboard.press('Enter');
		await expect(sheet(page)).toContainText('Nobody is known by this.', slow);
		await expect(sheet(page).getByRole('textbox', { name: 'Phone or e-mail', exact: true })).toHaveValue(
			'0171 39200 99'
		);
	});
	await test.step('who joins gets the contact looked up last, and what was typed for them stays', async () => {
		const contact = sheet(page).getByRole('textbox', { name: 'Phone or e-mail', exact: true });
		await field(page).fill('0171 39200 98');
		await page.keyboard.press('Enter');
		await expect(contact).toHaveValue('0171 39200 98', slow);
		await contact.fill('hedda@example.com');
		await field(page).fill('0171 39200 97');
		await page.keyboard.press('Enter');
		await expect(sheet(page)).toContainText('Nobody is known by this.', slow);
		await expect(contact).toHaveValue('hedda@example.com');
	});
	await test.step('a payment card is neither kept nor shown', async () => {
		await field(page).fill('4111 1111 1111 1111');
		await expect(sheet(page)).toContainText('That is a payment card. It is not kept.', slow);
		await expect(field(page)).toHaveValue('');
		await expect(page.locator('body')).not.toContainText('4111 1111');
	});
	await page.keyboard.press('Escape');
	await expect(basket(page).getByText('Add member')).toBeVisible();
});

test('Undo never puts somebody back on the sale in place of another', async ({ page, shop }) => {
	const first = await member(shop, 7);
	const second = await member(shop, 8);
	await openTill(page, shop);
	await scan(page, first.card);
	await expect(attached(page, first)).toBeVisible(slow);
	await removeMember(page);
	const undo = page.getByRole('button', { name: 'Undo' });
	await undo.click();
	await expect(attached(page, first)).toBeVisible();
	await removeMember(page);
	await expect(undo).toBeVisible();
	await undo.hover();
	await scan(page, second.card);
	await expect(attached(page, second)).toBeVisible(slow);
	await expect(undo).toBeHidden();
});

test('a blocked card and a replaced one are refused, each with its reason', async ({ page, shop }) => {
	const blocked = await member(shop, 3);
	const lost = await member(shop, 4);
	await openTill(page, shop);
	await query(shop, `UPDATE cards SET state = 'blocked' WHERE number = $1`, [blocked.card]);
	await query(shop, `UPDATE cards SET state = 'replaced' WHERE number = $1`, [lost.card]);
	await scan(page, blocked.card);
	await expect(page.getByText('This card is blocked.')).toBeVisible(slow);
	await expect(basket(page).getByText('Add member')).toBeVisible();
	await openSheet(page);
	await field(page).fill(lost.card);
	await expect(sheet(page)).toContainText('This card was replaced. Ask for the new one.', slow);
});

test('what was learned of a member goes when the cashier leaves', async ({ page, shop }) => {
	const someone = await member(shop, 6);
	await openTill(page, shop);
	await scan(page, someone.card);
	await expect(attached(page, someone)).toBeVisible(slow);
	await expect(basket(page)).toContainText('can spend');
	await expect(linesOf(page)).toHaveCount(0);
	await chooseInMenu(page, 'Lock');
	await page.getByRole('button', { name: 'Mira Koch' }).click();
	await page.keyboard.type('1111');
	await page.keyboard.press('Enter');
	await expect(basket(page)).toBeVisible(slow);
	await expect(basket(page)).not.toContainText('can spend');
});
