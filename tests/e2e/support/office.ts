import { expect, type Browser, type Page } from '@playwright/test';
import type { Shop } from './server';
import { slow } from './till';

/** The demo manager in a browser of their own. */
export async function openManager(browser: Browser, { origin }: Shop): Promise<Page> {
	// Not `browser.newPage()`: axe refuses pages without a context of their own.
	const page = await (await browser.newContext()).newPage();
	await page.goto(origin);
	await page.getByText('Look around').click();
	await expect(page).toHaveURL(/\/manage$/, slow);
	return page;
}

/** Makes a code for the till and reads it from the page. */
export async function makeCode(manager: Page, { origin }: Shop, tillId: string): Promise<string> {
	await manager.goto(`${origin}/manage/tills/${tillId}`);
	await manager.getByRole('button', { name: 'Make a code' }).click();
	const shown = manager.getByRole('region', { name: 'Code for the tablet' }).locator('.t28');
	await expect(shown).toBeVisible(slow);
	return (await shown.innerText()).trim();
}

export async function endDevice(
	manager: Page,
	{ origin }: Shop,
	tillId: string,
	how: 'Retire' | 'Stolen'
): Promise<void> {
	await manager.goto(`${origin}/manage/tills/${tillId}`);
	const sure = manager
		.getByRole('alertdialog')
		.getByRole('button', { name: how === 'Retire' ? 'Retire it' : 'It is stolen' });
	// A page that has only just come may not hear the first click.
	await expect(async () => {
		await manager.getByRole('button', { name: how, exact: true }).click();
		await expect(sure).toBeVisible({ timeout: 2_000 });
	}).toPass(slow);
	await sure.click();
	await expect(manager.getByText(how === 'Retire' ? 'Retired' : 'Stolen', { exact: true }).first()).toBeVisible(slow);
}

/** Types the code into the page of a tablet that is no till. */
export async function enrol(page: Page, code: string): Promise<void> {
	await page.getByLabel('Code', { exact: true }).fill(code, slow);
	await page.getByRole('button', { name: 'Set up' }).click();
}
