import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { query } from './support/books';
import { openManager } from './support/office';
import { expect, test } from './support/shop';
import type { Shop } from './support/server';
import { slow } from './support/till';

test.setTimeout(240_000);

const unique = () => randomUUID().slice(0, 8);

/** Writes a member down and stands on the page that opens. */
async function writeDown(page: Page, { origin }: Shop, name: string): Promise<string> {
	await page.goto(`${origin}/manage/members/new`);
	await page.getByLabel('Name', { exact: true }).fill(name);
	await page
		.getByRole('textbox', { name: 'E-mail', exact: true })
		.fill(`${name.toLowerCase().replaceAll(' ', '.')}@example.org`);
	await page.getByText('the terms of the programme').click();
	await page.getByRole('button', { name: 'Add member' }).click();
	await expect(page.getByRole('heading', { name })).toBeVisible(slow);
	await expect(page).toHaveURL(/\/manage\/members\/[0-9a-f-]{36}$/, slow);
	return page.url().split('/').at(-1) ?? '';
}

test('a member is written down, found, changed, and gets another card', async ({ browser, shop }) => {
	const page = await openManager(browser, shop);
	const name = `Runa ${unique()}`;
	await page.goto(`${shop.origin}/manage/members/new`);
	await page.getByLabel('Name', { exact: true }).fill(name);
	await page.getByRole('button', { name: 'Add member' }).click();
	await expect(page.getByText('Nobody becomes a member without a yes to the terms')).toBeVisible(slow);
	const id = await writeDown(page, shop, name);

	await page.goto(`${shop.origin}/manage/members`);
	await page.getByRole('textbox', { name: /^Name, phone/ }).fill(name.split(' ')[1] ?? '');
	await expect(page).toHaveURL(/search=/, slow);
	await page.getByRole('link', { name }).click();
	await expect(page).toHaveURL(new RegExp(`/manage/members/${id}\\?search=`), slow);

	await page.getByRole('link', { name: 'Change' }).click();
	await page.locator('input[name=tier]').fill('Gold');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByText('Changed: tier')).toBeVisible(slow);

	await page.getByRole('navigation', { name: 'What to show' }).getByRole('link', { name: 'Cards' }).click();
	await page.getByRole('button', { name: 'Block' }).click();
	await expect(page.getByText('Blocked', { exact: true })).toBeVisible(slow);
	await page.getByRole('button', { name: 'Replace', exact: true }).click();
	await page.getByRole('button', { name: 'Replace card' }).click();
	await expect(page.getByText('Replaced', { exact: true })).toBeVisible(slow);
	const cards = await query<{ state: string }>(shop, 'SELECT state FROM cards WHERE member_id = $1 ORDER BY state', [
		id
	]);
	expect(cards.map(({ state }) => state)).toEqual(['active', 'replaced']);
	await page.context().close();
});

test('who is far down the list is read at once, and the list stands where it was left', async ({ browser, shop }) => {
	const page = await openManager(browser, shop);
	const top = () => page.locator('#content').evaluate((content) => content.scrollTop);
	const link = page.getByRole('link', { name: /^Z/ }).last();
	const head = page.getByRole('heading', { name: /^Z/, level: 2 });
	for (const size of [
		{ width: 1440, height: 900 },
		{ width: 390, height: 844 }
	]) {
		await page.setViewportSize(size);
		await page.goto(`${shop.origin}/manage/members`);
		await link.scrollIntoViewIfNeeded();
		const left = await top();
		expect(left).toBeGreaterThan(300);
		await link.click();
		await expect(head).toBeInViewport(slow);
		await page.getByRole('article').getByRole('link', { name: 'Close' }).click();
		await expect(head).toHaveCount(0);
		await expect.poll(top, slow).toBeGreaterThan(300);
	}
	await page.context().close();
});

test('a correction is booked at once; a large one waits for a second person', async ({ browser, shop }) => {
	const page = await openManager(browser, shop);
	const id = await writeDown(page, shop, `Ylva ${unique()}`);
	const second = randomUUID();
	await query(shop, `INSERT INTO staff (id, name, role, email) VALUES ($1, 'Sven Second', 'manager', $2)`, [
		second,
		`${second}@example.org`
	]);
	const give = async (amount: string) => {
		await page.goto(`${shop.origin}/manage/members/${id}/adjust`);
		await page.getByLabel('Amount').fill(amount);
		await page.getByLabel('What the member reads').fill('For the broken cup');
		await page.getByLabel('Reason, for the books').fill('Broken in the shop');
		await page.getByRole('button', { name: 'Give it' }).click();
	};
	await give('lots');
	await expect(page.getByText('Type an amount, for example 12.50.')).toBeVisible(slow);
	await give('12.50');
	await expect(page.getByText('Given by hand')).toBeVisible(slow);
	await expect(page.getByText('By Aylin Demir: Broken in the shop')).toBeVisible();
	await give('200');
	await expect(page.getByText('You asked for it, so somebody else has to agree.')).toBeVisible(slow);
	await expect(page.getByRole('button', { name: 'Agree and book' })).toHaveCount(0);
	const balance = async () => {
		const [row] = await query<{ sum: string }>(
			shop,
			`SELECT coalesce(sum(balance_minor), 0) AS sum FROM wallet_balances WHERE member_id = $1`,
			[id]
		);
		return Number(row?.sum);
	};
	expect(await balance()).toBe(1250);

	// As if somebody else had asked for it: now it is this manager who may agree.
	await query(shop, `ALTER TABLE wallet_adjustments DISABLE TRIGGER wallet_adjustments_guarded`);
	await query(shop, `UPDATE wallet_adjustments SET asked_by = $1 WHERE member_id = $2 AND state = 'pending'`, [
		second,
		id
	]);
	await query(shop, `ALTER TABLE wallet_adjustments ENABLE TRIGGER wallet_adjustments_guarded`);
	await page.goto(`${shop.origin}/manage/members/waiting`);
	const waiting = page.getByRole('listitem').filter({ hasText: 'Ylva' }).last();
	await expect(waiting.getByText(/Sven Second wants to give/)).toBeVisible(slow);
	await waiting.getByRole('button', { name: 'Agree and book' }).click();
	await expect.poll(balance, { timeout: 30_000 }).toBe(21_250);
	await query(shop, 'UPDATE staff SET active = false WHERE id = $1', [second]);
	await page.context().close();
});

test('value is given for some goods in one store, and who agrees reads it', async ({ browser, shop }) => {
	const page = await openManager(browser, shop);
	const id = await writeDown(page, shop, `Tove ${unique()}`);
	const asker = randomUUID();
	await query(shop, `INSERT INTO staff (id, name, role, email) VALUES ($1, 'Sven Second', 'manager', $2)`, [
		asker,
		`${asker}@example.org`
	]);
	await page.goto(`${shop.origin}/manage/members/${id}/adjust`);
	await page.getByLabel('Amount').fill('200');
	await page.getByLabel('What the member reads').fill('For the broken cup');
	await page.getByLabel('Reason, for the books').fill('Broken in the shop');
	const open = async (word: string) => {
		// A page that has only just come may not hear the first click.
		await expect(async () => {
			await page.getByRole('button', { name: `${word}:` }).click();
			await expect(page.getByRole('dialog', { name: word })).toBeVisible({ timeout: 2_000 });
		}).toPass(slow);
		return page.getByRole('dialog', { name: word });
	};
	const goods = await open('On what it can be spent');
	await goods.getByLabel('Product, group, brand').fill('Bakery');
	await goods.getByRole('button', { name: /^Bakery\s*Group$/ }).click();
	await goods.getByRole('button', { name: 'Done' }).click();
	const stores = await open('Where it can be spent');
	const [store] = await query<{ id: string; name: string }>(shop, 'SELECT id, name FROM stores ORDER BY code LIMIT 1');
	await stores.getByText(store?.name ?? '', { exact: true }).click();
	await stores.getByRole('button', { name: 'Done' }).click();
	const hours = await open('At which hours it can be spent');
	await hours.getByRole('button', { name: 'Add days and hours' }).click();
	await hours.getByLabel('To', { exact: true }).fill('soon');
	await hours.getByRole('button', { name: 'Done' }).click();
	await page.getByRole('button', { name: 'Give it' }).click();
	await expect(page.getByText('Type a time such as 18:00; 24:00 is the end of the day.')).toBeVisible(slow);
	await (await open('At which hours it can be spent')).getByRole('button', { name: 'Take out these hours' }).click();
	await page.keyboard.press('Escape');

	// Who takes limits nothing, and what was chosen is still there on the way back.
	await page.getByRole('button', { name: 'Take', exact: true }).click();
	await expect(page.getByRole('button', { name: 'Where it can be spent' })).toHaveCount(0);
	await page.getByRole('button', { name: 'Give', exact: true }).click();
	await expect(page.getByRole('button', { name: `Where it can be spent: ${store?.name ?? ''}` })).toBeVisible();
	await page.getByRole('button', { name: 'Give it' }).click();
	await expect(page.getByText('You asked for it, so somebody else has to agree.')).toBeVisible(slow);

	await query(shop, `ALTER TABLE wallet_adjustments DISABLE TRIGGER wallet_adjustments_guarded`);
	await query(shop, `UPDATE wallet_adjustments SET asked_by = $1 WHERE member_id = $2`, [asker, id]);
	await query(shop, `ALTER TABLE wallet_adjustments ENABLE TRIGGER wallet_adjustments_guarded`);
	await page.goto(`${shop.origin}/manage/members/waiting`);
	const waiting = page.getByRole('listitem').filter({ hasText: 'Tove' }).last();
	await expect(waiting.getByText('Only Bakery')).toBeVisible(slow);
	await expect(waiting.getByText(`In ${store?.name ?? ''}`)).toBeVisible();
	await waiting.getByRole('button', { name: 'Agree and book' }).click();
	await expect(waiting).toHaveCount(0, slow);
	await page.goto(`${shop.origin}/manage/members/${id}`);
	const lot = page.getByRole('region', { name: 'Lots, in the order they are used' });
	await expect(lot.getByText('Only Bakery')).toBeVisible(slow);
	await expect(lot.getByText(`In ${store?.name ?? ''}`)).toBeVisible();
	await page.goto(`${shop.origin}/manage/members/${id}/about`);
	await expect(page.getByText(/to spend on some goods, in some stores only/).first()).toBeVisible(slow);
	await query(shop, 'UPDATE staff SET active = false WHERE id = $1', [asker]);
	await page.context().close();
});

test('a number can be tried, and a mask makes another of it', async ({ browser, shop }) => {
	const page = await openManager(browser, shop);
	await page.goto(`${shop.origin}/manage/shop/cards`);
	const tryIt = async (number: string) => {
		await page.getByLabel('Try a number').fill(number);
		await page.getByRole('button', { name: 'Try', exact: true }).click();
	};
	await tryIt('4111 1111 1111 1111');
	await expect(page.getByText('A payment card: dropped at once')).toBeVisible(slow);
	await page.getByLabel('Form').fill('8877(####');
	await page.getByRole('button', { name: 'Add mask' }).click();
	await expect(page.getByText(/brackets that close/)).toBeVisible(slow);
	await page.getByLabel('Form').fill('8877(######)');
	await page.getByLabel('Becomes').fill('$1');
	await page.getByRole('button', { name: 'Add mask' }).click();
	await expect(page.getByRole('cell', { name: '8877(######)', exact: true })).toBeVisible(slow);
	await tryIt('8877123456');
	await expect(page.getByText('Card 123456, made by the mask 8877(######). Nobody has it.')).toBeVisible(slow);
	await page.getByRole('button', { name: 'Remove 8877(######)' }).click();
	await expect(page.getByRole('cell', { name: '8877(######)', exact: true })).toHaveCount(0, slow);
	await page.context().close();
});

test('a case shows its evidence and ends with a reason', async ({ browser, shop }) => {
	const [sale] = await query<{ id: string; till: string; epoch: number; seq: number; number: string }>(
		shop,
		'SELECT id, till_id AS till, epoch, seq, receipt_number AS number FROM sales ORDER BY at DESC LIMIT 1'
	);
	const id = randomUUID();
	const detail = { findings: [{ code: 'clock_jump', aheadMs: 93_600_000 }] };
	await query(
		shop,
		'INSERT INTO cases (id, kind, till_id, epoch, seq, sale_id, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)',
		[id, 'clock_jump', sale?.till, sale?.epoch, sale?.seq, sale?.id, JSON.stringify(detail)]
	);
	const page = await openManager(browser, shop);
	await page.goto(`${shop.origin}/manage/cases/${id}`);
	const one = page.getByRole('article', { name: 'A clock that jumped' });
	await expect(one.getByText(/^valid, /)).toBeVisible(slow);
	await expect(one.getByRole('link', { name: `Sale ${sale?.number ?? ''}` })).toBeVisible();
	await one.getByLabel('Reason').fill('The tablet had no battery for a day');
	await one.getByRole('button', { name: 'Settle' }).click();
	await expect(one.getByText('The tablet had no battery for a day')).toBeVisible(slow);
	await one.getByRole('button', { name: 'Open again' }).click();
	await expect(one.getByRole('button', { name: 'Settle' })).toBeVisible(slow);
	const audited = await query(shop, `SELECT 1 FROM audit_log WHERE object = $1`, [id]);
	expect(audited).toHaveLength(2);
	await query(shop, 'DELETE FROM cases WHERE id = $1', [id]);
	await page.context().close();
});
