import { expect, type Page } from '@playwright/test';
import type { Shop } from './server';

/** Generous, because a busy machine is slow but not wrong. */
export const slow = { timeout: 30_000 };

/** One click at the front door of a demo shop, then the lock screen of the new till. */
export async function newTill(page: Page, { origin }: Shop): Promise<void> {
	await page.goto(origin);
	await page.getByText('Open the till').click();
	await expect(page.getByRole('heading', { name: 'Who is selling?' })).toBeVisible(slow);
	await expect(page.getByRole('button', { name: 'Mira Koch' })).toBeVisible(slow);
}

export async function typePin(page: Page, pin: string): Promise<void> {
	await page.keyboard.type(pin);
	await page.keyboard.press('Enter');
}

export async function signIn(page: Page, name = 'Mira Koch', pin = '1111'): Promise<void> {
	await page.getByRole('button', { name }).click(slow);
	await typePin(page, pin);
	await expect(basket(page)).toBeVisible(slow);
}

/** After a restart the same person unlocks the page that was open. */
export async function signInAgain(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'Mira Koch' }).click(slow);
	await typePin(page, '1111');
	await expect(page.getByRole('heading', { name: 'Who is selling?' })).toBeHidden(slow);
}

/** A till with a cashier, ready for the first item. */
export async function openTill(page: Page, shop: Shop): Promise<void> {
	await newTill(page, shop);
	await signIn(page);
}

export const basket = (page: Page) => page.getByRole('complementary', { name: 'Basket' });
export const payButton = (page: Page) => basket(page).getByRole('button', { name: /^Pay/ });
/** The chip in the top bar that says whether everything is sent. */
export const chip = (page: Page) => page.locator('[data-sync]').first();

/**
 * Types as a hand scanner or a reader of stripes does: letters in one burst whatever has focus, then Enter. All in one step of the page, because a
 * busy machine would turn a scanner that types from outside into a slow typist.
 */
export async function scan(page: Page, code: string): Promise<void> {
	await page.evaluate((text) => {
		for (const key of [...text, 'Enter']) {
			const target = document.activeElement ?? document.body;
			// A scanner is a US keyboard: what it means is told by the place of the key.
			const signs = {
				...{ '-': 'Minus', _: 'Minus', ':': 'Semicolon', '/': 'Slash', '.': 'Period', Enter: 'Enter', ' ': 'Space' },
				...{ '%': 'Digit5', '^': 'Digit6', ';': 'Semicolon', '=': 'Equal', '?': 'Slash' },
				// With `=` above, what the code of a voucher may end in.
				...{ '*': 'Digit8', '~': 'Backquote', $: 'Digit4' }
			};
			const place = Object.entries(signs).find(([sign]) => sign === key)?.[1];
			const code = place ?? (/\d/.test(key) ? `Digit${key}` : `Key${key.toUpperCase()}`);
			const press = { key, code, shiftKey: /^[A-Z_:%^?*~$]$/.test(key) };
			const goesOn = target.dispatchEvent(new KeyboardEvent('keydown', { ...press, bubbles: true, cancelable: true }));
			const field = document.activeElement;
			if (goesOn && key !== 'Enter' && field instanceof HTMLInputElement) {
				field.value += key;
				field.dispatchEvent(new InputEvent('input', { bubbles: true }));
			}
			target.dispatchEvent(new KeyboardEvent('keyup', { ...press, bubbles: true }));
		}
	}, code);
}

/** Scans and waits until the basket has that many lines. */
export async function scanInto(page: Page, code: string, lines: number): Promise<void> {
	await scan(page, code);
	await expect(linesOf(page)).toHaveCount(lines, slow);
}

export const linesOf = (page: Page) => basket(page).getByRole('listitem');

/** Pays the exact amount in cash and waits for the finished sale. */
export async function payCash(page: Page): Promise<void> {
	await payButton(page).click();
	await page
		.getByRole('complementary', { name: 'Sale' })
		.getByRole('button', { name: /^Take cash/ })
		.click(slow);
	await expectPaid(page);
}

export async function expectPaid(page: Page): Promise<void> {
	await expect(page.getByRole('status').filter({ hasText: /^Paid/ })).toBeVisible(slow);
}

export async function newSale(page: Page): Promise<void> {
	await page.getByRole('button', { name: /^New sale/ }).click();
	await expect(basket(page)).toBeVisible(slow);
}

/** One whole sale of one item. */
export async function sellOne(page: Page, code: string): Promise<void> {
	await scanInto(page, code, 1);
	await payCash(page);
	await newSale(page);
}

/** Which till this browser is, from the mark it keeps for itself. */
export async function tillIdOf(page: Page): Promise<string> {
	const text = await page.evaluate(() => localStorage.getItem('tillit-high-water'));
	return (JSON.parse(text ?? '{}') as { tillId?: string }).tillId ?? '';
}

/** The till's app and catalogue are kept, so that it starts without a network. */
export async function waitForOffline(page: Page): Promise<void> {
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await expect
		.poll(
			() =>
				page.evaluate(async () => {
					const names = await caches.keys();
					const kept = await Promise.all(
						names.map(async (name) => (await (await caches.open(name)).match('/till')) !== undefined)
					);
					return kept.includes(true) && navigator.serviceWorker.controller !== null;
				}),
			slow
		)
		.toBe(true);
}

/** All rows of a store: of the till's own database, or of the catalogue beside it. */
export function rowsOf<Row>(
	page: Page,
	store: string,
	database: 'tillit-till' | 'tillit-catalogue' = 'tillit-till'
): Promise<Row[]> {
	return page.evaluate(
		([name, inDatabase]) =>
			new Promise<Row[]>((done, fail) => {
				const opening = indexedDB.open(inDatabase);
				opening.onerror = () => fail(new Error('no database'));
				opening.onsuccess = () => {
					const reading = opening.result.transaction(name).objectStore(name).getAll();
					reading.onerror = () => fail(new Error('not readable'));
					reading.onsuccess = () => {
						opening.result.close();
						done(reading.result as Row[]);
					};
				};
			}),
		[store, database] as const
	);
}

/** The public addresses of the receipts this till has given, in the order of their numbers. */
export async function receiptPaths(page: Page): Promise<string[]> {
	const sales = await rowsOf<{ receiptNumber: string; receiptToken: string }>(page, 'sales');
	return sales
		.sort((a, b) => a.receiptNumber.localeCompare(b.receiptNumber))
		.map(({ receiptToken }) => `/r/${receiptToken}`);
}

export async function expectChip(page: Page, state: 'online' | 'sending' | 'offline' | 'attention'): Promise<void> {
	await expect(chip(page)).toHaveAttribute('data-sync', state, { timeout: 60_000 });
}

export async function chooseInMenu(page: Page, item: string): Promise<void> {
	await page.getByRole('button', { name: 'Menu' }).click();
	await page.getByRole('dialog', { name: 'Menu' }).getByRole('button', { name: item }).click();
}
