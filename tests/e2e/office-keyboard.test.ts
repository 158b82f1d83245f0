import type { Locator, Page } from '@playwright/test';
import { query } from './support/books';
import { expect, test } from './support/shop';
import { slow } from './support/till';

test.setTimeout(180_000);

const mostTabs = 120;

/** Goes on with Tab until the part has the focus, as a hand without a mouse does, and sees that it shows it. */
async function tabTo(page: Page, part: Locator): Promise<void> {
	await expect(part).toBeVisible(slow);
	for (let tabs = 0; tabs < mostTabs; tabs++) {
		await page.keyboard.press('Tab');
		if (!(await part.evaluate((element) => element === document.activeElement))) continue;
		expect(await part.evaluate(showsFocus), `focus is seen on ${String(part)}`).toBe(true);
		return;
	}
	throw new Error(`${String(part)} is not reached with ${String(mostTabs)} tabs.`);
}

/** A ring or an outline on it, on the box beside a tick, or on the frame around a field. */
function showsFocus(element: Element): boolean {
	const places = [element, element.nextElementSibling, element.closest('.field')];
	return places.some((place) => {
		if (!place) return false;
		const { boxShadow, outlineStyle, outlineWidth } = getComputedStyle(place);
		return boxShadow !== 'none' || (outlineStyle !== 'none' && outlineWidth !== '0px');
	});
}

async function press(page: Page, part: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
	await tabTo(page, part);
	await page.keyboard.press(key);
}

/** Follows a link to its page; pressed again where the page around it was still being replaced. */
async function follow(page: Page, name: string, address: RegExp): Promise<void> {
	await expect(async () => {
		if (!address.test(page.url())) await press(page, page.getByRole('link', { name, exact: true }));
		await expect(page).toHaveURL(address, { timeout: 5_000 });
	}).toPass(slow);
}

async function type(page: Page, part: Locator, text: string): Promise<void> {
	await tabTo(page, part);
	await page.keyboard.press('ControlOrMeta+A');
	await page.keyboard.type(text);
}

test('the office is used with a keyboard alone', async ({ page, shop }) => {
	await page.goto(`${shop.origin}/manage`);
	await type(page, page.getByLabel('E-mail'), 'manager@demo.example');
	await type(page, page.getByLabel('Password'), 'harbour-and-pine');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible(slow);

	// A tax rate: refused at its field, which then has the focus; mended; removed again.
	await follow(page, 'Shop', /\/manage\/shop$/);
	await press(page, page.getByRole('link', { name: 'New rate' }));
	await type(page, page.getByLabel('Name'), 'Keyboard rate');
	await type(page, page.getByLabel('Percent'), 'much');
	await type(page, page.getByLabel('Letter'), 'k');
	await page.keyboard.press('Enter');
	await expect(page.getByLabel('Percent')).toBeFocused(slow);
	await expect(page.getByLabel('Percent')).toHaveAccessibleDescription(/Type a percentage/);
	await page.keyboard.press('ControlOrMeta+A');
	await page.keyboard.type('3');
	await page.keyboard.press('Enter');
	await press(page, page.getByRole('link', { name: 'Keyboard rate' }));
	await press(page, page.getByRole('button', { name: 'Remove rate' }));
	await expect(page.getByRole('link', { name: 'New rate' })).toBeVisible(slow);
	await expect(page.getByRole('link', { name: 'Keyboard rate' })).toHaveCount(0);

	// A product: the first hit of a search, its box ticked with the space bar.
	await follow(page, 'Products', /\/manage\/products$/);
	await type(page, page.getByLabel(/^Name, article number/), 'Rye');
	await expect(page).toHaveURL(/search=Rye/, slow);
	await press(page, page.getByRole('table').getByRole('link').first());
	const favourite = page.getByRole('checkbox', { name: /Favourite/ });
	const before = await favourite.isChecked({ timeout: slow.timeout });
	await press(page, favourite, 'Space');
	expect(await favourite.isChecked()).toBe(!before);
	await press(page, page.getByRole('button', { name: 'Save' }));
	await expect(page).toHaveURL(/\/manage\/products$/, slow);
});

test('a tablet is retired with a keyboard alone, after a second thought', async ({ page, browser, shop }) => {
	const tablet = await (await browser.newContext()).newPage();
	await tablet.goto(shop.origin);
	await tablet.getByText('Open the till').click();
	await expect(tablet.getByRole('heading', { name: 'Who is selling?' })).toBeVisible(slow);
	const mark = await tablet.evaluate(() => localStorage.getItem('tillit-high-water'));
	const { tillId = '' } = JSON.parse(mark ?? '{}') as { tillId?: string };

	await page.goto(shop.origin);
	await page.getByText('Look around').click();
	await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible(slow);
	await follow(page, 'Tills', /\/manage\/tills$/);
	await press(page, page.locator(`a[href="/manage/tills/${tillId}"]`));
	const retire = page.getByRole('button', { name: 'Retire', exact: true });
	await press(page, retire);
	const dialog = page.getByRole('alertdialog');
	await expect(dialog).toBeVisible(slow);
	// Nothing behind the question is reached.
	for (let tabs = 0; tabs < 6; tabs++) {
		await page.keyboard.press('Tab');
		expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
	}
	await page.keyboard.press('Escape');
	await expect(dialog).toHaveCount(0);
	await expect(retire).toBeFocused();
	expect(await stateOf()).toBe('active');
	await page.keyboard.press('Enter');
	await press(page, dialog.getByRole('button', { name: 'Retire it' }));
	await expect(page.getByRole('listitem').getByText('Retired', { exact: true })).toBeVisible(slow);
	await expect(retire).toHaveCount(0);
	expect(await stateOf()).toBe('retired');
	await expect(tablet.getByRole('heading', { name: 'Make this tablet a till' })).toBeVisible({ timeout: 90_000 });
	await tablet.context().close();

	async function stateOf(): Promise<string | undefined> {
		const rows = await query<{ state: string }>(shop, 'SELECT state FROM devices WHERE till_id = $1', [tillId]);
		return rows[0]?.state;
	}
});
