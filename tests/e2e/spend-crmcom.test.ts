/** The till's whole flow with its members' value kept elsewhere: a second server of ours, spoken to in CRM.COM's words. */
import { test as base, expect, type Page } from '@playwright/test';
import { codeOf, query } from './support/books';
import { openManager } from './support/office';
import type { Shop } from './support/server';
import { bonus, memberWith, paid, slider, untilOpen, type Who } from './support/spending';
import { basket, expectPaid, newSale, openTill, payButton, scan, scanInto, slow } from './support/till';
import { lendTwoShops, type TwoShops } from './support/two-shops';

const test = base.extend<{ two: TwoShops }>({ two: async ({ baseURL: _ }, use) => lendTwoShops(use) });
test.setTimeout(300_000);

async function balanceOf(shop: Shop, memberId: string): Promise<number> {
	const [row] = await query<{ minor: number }>(
		shop,
		`SELECT coalesce(sum(amount_minor), 0)::int AS minor FROM ledger_entries
		WHERE account = 'member' AND currency = 'EUR' AND member_id = $1`,
		[memberId]
	);
	return row?.minor ?? 0;
}

const purchases = (keeper: Shop) =>
	query<{ state: string; totalMinor: number; awardedMinor: number; spentMinor: number }>(
		keeper,
		`SELECT p.state, p.total_minor::int AS "totalMinor", p.awarded_minor::int AS "awardedMinor",
			(SELECT coalesce(sum(s.amount_minor), 0)::int FROM crmcom_spends s
				WHERE s.purchase_id = p.id AND s.state = 'posted') AS "spentMinor"
		FROM crmcom_purchases p WHERE p.external_system = 'Tillit' ORDER BY p.created_at`
	);

const waiting = async (shop: Shop) =>
	(await query<{ state: string }>(shop, `SELECT state FROM reward_tasks WHERE state <> 'done'`)).length;
const told = (shop: Shop) => expect.poll(() => waiting(shop), { timeout: 60_000 }).toBe(0);

async function attach(page: Page, shop: Shop, { card }: Who): Promise<void> {
	await scanInto(page, await codeOf(shop, 'B003'), 1);
	await scan(page, card);
	await expect(basket(page)).toContainText('Balance', slow);
}

async function takeCash(page: Page): Promise<void> {
	await paid(page)
		.getByRole('button', { name: /^Take cash/ })
		.click();
	await expectPaid(page);
}

test('identify, open, spend, close: the other shop books it once and keeps the value', async ({ page, two }) => {
	const { shop, keeper } = two;
	const who = await memberWith(keeper, 200, 0);
	const before = await balanceOf(keeper, who.memberId);
	await openTill(page, shop);
	await attach(page, shop, who);
	await payButton(page).click();
	await untilOpen(page);
	await slider(page).fill('150');
	await expect(bonus(page).getByRole('status')).not.toContainText('Asking', slow);
	await expect(bonus(page)).toContainText('€1.50');
	await takeCash(page);
	await told(shop);
	const standing = (await purchases(keeper)).filter(({ state }) => state === 'posted');
	expect(standing).toEqual([{ state: 'posted', totalMinor: 360, awardedMinor: 11, spentMinor: 150 }]);
	expect(await balanceOf(keeper, who.memberId)).toBe(before - 150 + 11);
	expect(await query(shop, `SELECT kind FROM cases WHERE kind LIKE 'remote_%'`)).toEqual([]);
});

test('given up, everything goes back; without the other shop the till sells on and tells it later', async ({
	page,
	browser,
	two
}) => {
	const { shop, keeper } = two;
	const who = await memberWith(keeper, 200, 0);
	const before = await balanceOf(keeper, who.memberId);
	await openTill(page, shop);
	await attach(page, shop, who);
	await payButton(page).click();
	await untilOpen(page);
	await page.keyboard.press('Escape');
	await expect
		.poll(async () => (await purchases(keeper)).every(({ state }) => state === 'cancelled'), { timeout: 60_000 })
		.toBe(true);
	expect(await balanceOf(keeper, who.memberId)).toBe(before);

	await keeper.stop();
	await payButton(page).click();
	await expect(paid(page)).toBeVisible(slow);
	await takeCash(page);
	// What the other shop will give, this till cannot say.
	await expect(page.getByRole('region', { name: 'Rewards of this sale' })).toContainText('is added later');
	await newSale(page);
	await expect.poll(() => waiting(shop), { timeout: 60_000 }).toBe(1);
	const manager = await openManager(browser, shop);
	await manager.goto(`${shop.origin}/manage/shop/kept`);
	await expect(manager.getByRole('article')).toContainText(/Sales to be told\s*1/, slow);
	await manager.goto(`${shop.origin}/manage/offers`);
	await expect(manager.getByText('Another system keeps the members’ value')).toBeVisible(slow);
	await manager.goto(`${shop.origin}/manage/offers/new?from=cashback`);
	await expect(manager.getByText('Another system keeps the members’ value')).toBeVisible(slow);
	await manager.goto(`${shop.origin}/manage/shop/kept`);
	await keeper.start();
	await manager.getByRole('button', { name: 'Try again now' }).click();
	await told(shop);
	await manager.context().close();
	expect((await purchases(keeper)).filter(({ state }) => state === 'posted')).toMatchObject([
		{ totalMinor: 360, awardedMinor: 11, spentMinor: 0 }
	]);
	expect(await balanceOf(keeper, who.memberId)).toBe(before + 11);
});
