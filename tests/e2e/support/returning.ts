/** The page where goods come back: the receipt, the ticks, and what changes for the customer. */
import { expect, type Page } from '@playwright/test';
import { chooseInMenu, rowsOf, slow } from './till';

export const changes = (page: Page) => page.getByRole('complementary', { name: 'What changes' });
/** A row of the figures, as they are before and after the return. */
export const row = (page: Page, name: string) => changes(page).getByRole('row', { name: new RegExp(`^${name}`) });
export const payBack = (page: Page) => changes(page).getByRole('button', { name: /^Pay back/ });
/** The last question before money leaves the drawer. */
export const handOver = (page: Page) =>
	page
		.getByRole('alertdialog', { name: /back in cash\?$/ })
		.getByRole('button', { name: /^Pay back/ })
		.click();
export const line = (page: Page, name: string) =>
	page.getByRole('list', { name: 'What comes back' }).getByRole('listitem').filter({ hasText: name });
export const tick = (page: Page, name: string) => line(page, name).locator('label').click();
export const because = (page: Page) => page.getByRole('button', { name: 'Changed mind' }).click();

async function find(page: Page, number: string): Promise<void> {
	await chooseInMenu(page, 'Return');
	await page.getByLabel('Number on the receipt').fill(number);
	await page.getByRole('button', { name: 'Find', exact: true }).click();
}

export async function openReceipt(page: Page, number: string): Promise<void> {
	await find(page, number);
	await expect(page.getByRole('heading', { name: `Sale ${number}` })).toBeVisible(slow);
}

export async function openReceiptRefused(page: Page, number: string, words: string): Promise<void> {
	await find(page, number);
	await expect(page.getByRole('alert').filter({ hasText: words })).toBeVisible(slow);
}

export async function expectPaidBack(page: Page, amount: string): Promise<void> {
	await expect(page.getByRole('status').filter({ hasText: `Paid back ${amount}` })).toBeVisible(slow);
}

export async function numberOfLast(page: Page): Promise<string> {
	const sales = await rowsOf<{ receiptNumber: string }>(page, 'sales');
	return (
		sales
			.map(({ receiptNumber }) => receiptNumber)
			.sort()
			.at(-1) ?? ''
	);
}
