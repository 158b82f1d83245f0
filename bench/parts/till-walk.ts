/** One sale on a demo till from the lock screen to the customer's receipt, looked at by axe at every stop. */
import type { Page } from '@playwright/test';
import { demoSignIns } from '$lib/server/demo/seed';
import { axeOn, openDoor, type AxeResult } from './axe';

const patience = { timeout: 60_000 };
const goods = ['Croissant Double', 'Brownie'];

export async function walkTill(page: Page, origin: string): Promise<AxeResult[]> {
	const results: AxeResult[] = [];
	const look = async (where: string) => void results.push(...(await axeOn(page, where)));
	await openDoor(page, origin, '/api/demo/till');
	await unlock(page, look);
	await look('/till (empty)');
	await sell(page, look);
	await lookAround(page, look);
	await page.goto(origin + (await receiptPath(page)));
	await page.getByText(goods[0] ?? '').waitFor(patience);
	await look('/r/…');
	return results;
}

type Look = (where: string) => Promise<void>;

/** The till's door leads to the lock screen; the demo's first cashier signs in. */
async function unlock(page: Page, look: Look): Promise<void> {
	const cashier = demoSignIns.find(({ where }) => where === '/till');
	const pin = /\d+/.exec(cashier?.how ?? '')?.[0];
	const name = cashier?.who.replace('Cashier ', '');
	if (!pin || !name) throw new Error('The demo names no cashier.');
	await page.getByRole('button', { name }).waitFor(patience);
	await look('/till (locked)');
	await page.getByRole('button', { name }).click();
	await look('/till (PIN)');
	await page.keyboard.type(pin);
	await page.keyboard.press('Enter');
	await page.getByRole('combobox').waitFor(patience);
}

async function sell(page: Page, look: Look): Promise<void> {
	const search = page.getByRole('combobox');
	for (const name of goods) {
		await search.fill(name);
		await page.getByRole('option', { name }).first().waitFor(patience);
		if (name === goods[0]) await look('/till (search)');
		await search.press('Enter');
	}
	await look('/till (basket)');
	await page.getByRole('button', { name: 'Menu' }).click();
	await look('/till (menu)');
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: /^Pay/ }).first().click();
	await page.waitForURL(/\/till\/pay/, patience);
	await look('/till/pay');
	await page.getByRole('button', { name: /^Take cash/ }).click(patience);
	await page.getByRole('button', { name: /^New sale/ }).waitFor(patience);
	await look('/till/pay (done)');
}

/** The pages beside the sale; loading them anew would lock the till. */
async function lookAround(page: Page, look: Look): Promise<void> {
	for (const path of ['/till/receipts', '/till/status']) {
		await page.evaluate((href) => {
			const link = document.createElement('a');
			link.href = href;
			document.body.append(link);
			link.click();
			link.remove();
		}, path);
		await page.waitForURL((url) => url.pathname === path);
		await look(path);
	}
}

/** Where the customer of the sale finds the receipt, once the server has it. */
async function receiptPath(page: Page): Promise<string> {
	await page.locator('[data-sync=online]').first().waitFor(patience);
	const token = await page.evaluate(
		() =>
			new Promise<string>((done, fail) => {
				const opening = indexedDB.open('tillit-till');
				opening.onerror = () => fail(new Error('The till has no database.'));
				opening.onsuccess = () => {
					const reading = opening.result.transaction('sales').objectStore('sales').getAll();
					reading.onerror = () => fail(new Error('The sales cannot be read.'));
					reading.onsuccess = () => {
						opening.result.close();
						done((reading.result as { receiptToken: string }[])[0]?.receiptToken ?? '');
					};
				};
			})
	);
	return `/r/${token}`;
}
