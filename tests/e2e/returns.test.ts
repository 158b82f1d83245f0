import type { Page } from '@playwright/test';
import { balances, codeOf, expectBooked, query } from './support/books';
import { openManager } from './support/office';
import {
	because,
	changes,
	expectPaidBack,
	handOver,
	line,
	numberOfLast,
	openReceipt,
	openReceiptRefused,
	payBack,
	row,
	tick
} from './support/returning';
import type { Shop } from './support/server';
import { expect, test } from './support/shop';
import {
	basket,
	expectChip,
	newSale,
	openTill,
	payCash,
	receiptPaths,
	rowsOf,
	scan,
	scanInto,
	sellOne,
	signIn,
	newTill,
	slow,
	tillIdOf,
	typePin,
	waitForOffline
} from './support/till';

test.setTimeout(240_000);

/** A demo member nobody else of these tests uses. */
async function memberCard(shop: Shop): Promise<{ id: string; card: string }> {
	const [found] = await query<{ id: string; card: string }>(
		shop,
		`SELECT m.id, c.number AS card FROM members m JOIN cards c ON c.member_id = m.id
		WHERE m.phone = '+491713920033' AND c.state = 'active' LIMIT 1`
	);
	if (!found) throw new Error('No such demo member.');
	return found;
}

const casesOf = (shop: Shop, tillId: string) =>
	query<{ kind: string }>(shop, `SELECT kind FROM cases WHERE till_id = $1 ORDER BY kind`, [tillId]);

/** What another till would be told: asked with the token its own tablet holds. */
async function ask(page: Page, shop: Shop, step: 'lookup' | 'grant', body: object): Promise<string> {
	const [sync] = await rowsOf<{ token: string }>(page, 'sync');
	const response = await fetch(`${shop.origin}/api/till/returns/${step}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', authorization: `Bearer ${sync?.token ?? ''}` },
		body: JSON.stringify(body)
	});
	return response.ok ? 'ok' : ((await response.json()) as { code: string }).code;
}

test('what comes back in parts takes back what was earned; all of it leaves the member as before', async ({
	page,
	shop
}) => {
	const { id, card } = await memberCard(shop);
	await openTill(page, shop);
	await expectChip(page, 'online');
	const tillId = await tillIdOf(page);
	const before = await balances(shop, id);
	const [croissant, bun] = [await codeOf(shop, 'B001'), await codeOf(shop, 'B003')];
	await scanInto(page, croissant, 1);
	await scan(page, croissant);
	await scanInto(page, bun, 2);
	await scan(page, bun);
	await scan(page, bun);
	await scan(page, card);
	await expect(basket(page).getByText('earns')).toBeVisible(slow);
	await payCash(page);
	await expectBooked(shop, tillId, 1);
	await expect.poll(() => balances(shop, id), slow).not.toEqual(before);
	await newSale(page);

	await openReceipt(page, await numberOfLast(page));
	await expect(page.getByText('Genuine, 0 returned so far')).toBeVisible();
	await payBack(page).click();
	await expect(changes(page).getByRole('alert')).toContainText('Tick what comes back');
	// Goods that come back may be scanned, a piece at a time.
	await scan(page, croissant);
	await expect(line(page, 'Croissant Double')).toContainText('1 of 2');
	await payBack(page).click();
	await expect(changes(page).getByRole('alert')).toContainText('Say why');
	await because(page);
	await expect(row(page, 'Paid by').getByRole('cell')).toHaveText(['15.60', '11.40']);
	await expect(row(page, 'Earned').getByRole('cell')).toHaveText(['0.47', '0.34']);
	await expect(payBack(page)).toContainText('€4.20');
	await payBack(page).click();
	await handOver(page);
	await expectPaidBack(page, '€4.20');
	const receipt = page.getByRole('region', { name: 'Receipt', exact: true }).last();
	await expect(receipt).toContainText(/For sale S\w+-1-000001/);
	await expect(receipt).toContainText('Earned, goes back');
	await expectBooked(shop, tillId, 2);

	// The rest, by the code of the digital receipt.
	await newSale(page);
	const [path] = await receiptPaths(page);
	await scan(page, `${shop.origin}${path ?? ''}`);
	await expect(page.getByText('Genuine, 1 returned so far')).toBeVisible(slow);
	await expect(line(page, 'Croissant Double')).toContainText('0 of 1');
	await page.getByRole('button', { name: 'Tick everything' }).click();
	await because(page);
	await expect(payBack(page)).toContainText('€11.40');
	await payBack(page).click();
	await handOver(page);
	await expectPaidBack(page, '€11.40');
	await expectBooked(shop, tillId, 3);
	await expect.poll(() => balances(shop, id), slow).toEqual(before);
	expect(await casesOf(shop, tillId)).toEqual([]);

	await newSale(page);
	await openReceipt(page, (await numberOfLast(page)).replace(/\d{6}$/, '000001'));
	await expect(page.getByText('Everything on this receipt has come back already.')).toBeVisible();
	await expect(payBack(page)).toBeDisabled();
	await page.keyboard.press('Escape');
	await openReceiptRefused(page, await numberOfLast(page), 'That is the receipt of a return');
});

test('a receipt is open at one till, and no till gives back more than was sold', async ({ page, shop, browser }) => {
	const other = await (await browser.newContext()).newPage();
	await openTill(other, shop);
	await openTill(page, shop);
	const code = await codeOf(shop, 'C002');
	await sellOne(page, code);
	await expectBooked(shop, await tillIdOf(page), 1);
	const number = await numberOfLast(page);
	const [sold] = await rowsOf<{ saleId: string }>(page, 'sales');
	const receipt = { via: 'number', receiptNumber: number };
	const wish = () => ({
		returnId: crypto.randomUUID(),
		originalSaleId: sold?.saleId ?? '',
		lines: [{ lineNo: 1, quantityMilli: 1000 }]
	});
	const lookup = () => ({ returnId: crypto.randomUUID(), receipt, allSent: true });

	await openReceipt(page, number);
	expect(await ask(other, shop, 'lookup', lookup())).toBe('return_open_elsewhere');
	expect(await ask(other, shop, 'grant', wish())).toBe('return_open_elsewhere');
	await openReceiptRefused(other, number, 'Another till has this receipt open');
	await tick(page, 'Flat White');
	await because(page);
	await payBack(page).click();
	await handOver(page);
	await expectPaidBack(page, '€3.90');
	expect(await ask(other, shop, 'grant', wish())).toBe('returned_more_than_sold');
	await expectBooked(shop, await tillIdOf(page), 2);
	expect(await ask(other, shop, 'grant', wish())).toBe('returned_more_than_sold');
	await other.context().close();
});

test('who may not give returns needs somebody who may', async ({ page, shop }) => {
	await newTill(page, shop);
	await signIn(page, 'Jonas Weber', '2222');
	await sellOne(page, await codeOf(shop, 'C004'));
	await openReceipt(page, await numberOfLast(page));
	await tick(page, 'Espresso');
	await because(page);
	await expect(changes(page).getByText('Jonas needs approval for a return')).toBeVisible();
	await payBack(page).click();
	const approval = page.getByRole('dialog', { name: 'Who approves this return?' });
	await approval.getByRole('button', { name: 'Aylin Demir' }).click();
	await typePin(page, '1234');
	await expect(approval.getByRole('alert')).toContainText('not the PIN of Aylin', slow);
	await typePin(page, '9999');
	await handOver(page);
	await expectPaidBack(page, '€2.60');
	const tillId = await tillIdOf(page);
	await expectBooked(shop, tillId, 2);
	const [event] = await query<{ staff: string; approver: string; reason: string }>(
		shop,
		`SELECT s.name AS staff, a.name AS approver, e.text::jsonb #>> '{body,returnReason}' AS reason FROM journal_events e
		JOIN staff s ON s.id = e.staff_id JOIN staff a ON a.id = (e.text::jsonb #>> '{body,approvedBy}')::uuid WHERE e.till_id = $1`,
		[tillId]
	);
	expect(event).toEqual({ staff: 'Jonas Weber', approver: 'Aylin Demir', reason: 'changed_mind' });
});

test('without the server a till gives back what it sold itself, and nothing else', async ({ page, ownShop }) => {
	await openTill(page, ownShop);
	await expectChip(page, 'online');
	await waitForOffline(page);
	await expect.poll(() => page.evaluate(() => caches.match('/till?whole').then(Boolean)), slow).toBe(true);
	const tillId = await tillIdOf(page);
	await sellOne(page, await codeOf(ownShop, 'B002'));
	await ownShop.stop();
	const number = await numberOfLast(page);
	await openReceiptRefused(page, number.replace(/^\w+-/, 'S01T01-'), 'This sale was not made on this till');
	await page.keyboard.press('Escape');
	await openReceipt(page, number);
	await expect(page.getByText('Known to this till only')).toBeVisible();
	await expect(page.getByText('The server could not be asked.')).toBeVisible();
	await tick(page, 'Brownie');
	await because(page);
	await payBack(page).click();
	await handOver(page);
	await expectPaidBack(page, '€3.40');
	await newSale(page);
	await openReceipt(page, number);
	await expect(page.getByText('Everything on this receipt has come back already.')).toBeVisible(slow);
	await page.keyboard.press('Escape');
	await ownShop.start();
	await expectBooked(ownShop, tillId, 2);
	expect(await casesOf(ownShop, tillId)).toEqual([]);
});

test('what came back twice because one till could not ask is booked, and the manager sees it', async ({
	page,
	shop,
	browser
}) => {
	await openTill(page, shop);
	await expectChip(page, 'online');
	await waitForOffline(page);
	await expect.poll(() => page.evaluate(() => caches.match('/till?whole').then(Boolean)), slow).toBe(true);
	const tillId = await tillIdOf(page);
	await sellOne(page, await codeOf(shop, 'H002'));
	await expectBooked(shop, tillId, 1);
	const number = await numberOfLast(page);
	await page.context().setOffline(true);

	const other = await (await browser.newContext()).newPage();
	await openTill(other, shop);
	await openReceipt(other, number);
	await tick(other, 'Linen Towel');
	await because(other);
	await payBack(other).click();
	await handOver(other);
	await expectPaidBack(other, '€18.50');
	await expectBooked(shop, await tillIdOf(other), 1);
	await other.context().close();

	await openReceipt(page, number);
	await expect(page.getByText('Known to this till only')).toBeVisible();
	await tick(page, 'Linen Towel');
	await because(page);
	await payBack(page).click();
	await handOver(page);
	await expectPaidBack(page, '€18.50');
	await page.context().setOffline(false);
	await expectBooked(shop, tillId, 2);
	expect(await casesOf(shop, tillId)).toEqual([{ kind: 'returned_more_than_sold' }]);

	const manager = await openManager(browser, shop);
	await manager.goto(`${shop.origin}/manage/cases`);
	await manager.getByRole('link').filter({ hasText: 'More came back than was sold' }).first().click();
	const found = manager.getByRole('article', { name: 'More came back than was sold' });
	await expect(found).toContainText('Returns of this receipt bring back more than it sold', slow);
	await expect(found.getByText(number).first()).toBeVisible();
	await expect(found).toContainText('sold 1, given back 2');
	await manager.context().close();
});
