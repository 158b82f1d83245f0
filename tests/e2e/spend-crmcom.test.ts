/** Value that another shop keeps is spent at this till: a second server of ours, spoken to in CRM.COM's words. */
import { expect, type Page } from '@playwright/test';
import { balances, codeOf, expectBooked, query } from './support/books';
import { openManager } from './support/office';
import type { Shop } from './support/server';
import { ask, bonus, openPay, paid, showCard, slider, untilOpen, untilTold, type Who } from './support/spending';
import {
	basket,
	expectPaid,
	newSale,
	openTill,
	payButton,
	receiptPaths,
	scan,
	scanInto,
	signInAgain,
	slow,
	tillIdOf,
	waitForOffline
} from './support/till';
import { customerWith, disagreements, expectTold, purchasesOf, standingOf, test, waiting } from './support/two-shops';

test.setTimeout(300_000);

const moneyOf = async (keeper: Shop, memberId: string) =>
	(await balances(keeper, memberId)).find(({ currency }) => currency === 'EUR')?.minor ?? 0;
const euros = (minor: number) => `€${(minor / 100).toFixed(2)}`;

const receiptOf = (page: Page) => page.getByRole('region', { name: 'Receipt', exact: true }).last();
const rewardsOf = (page: Page) => page.getByRole('region', { name: 'Rewards of this sale' });

async function finish(page: Page, how: RegExp): Promise<void> {
	await paid(page).getByRole('button', { name: how }).click(slow);
	await expectPaid(page);
}

const takeCash = (page: Page) => finish(page, /^Take cash/);

/** For as long as the test needs it: other tests share the keeper. */
async function withSpends(keeper: Shop, limits: { least?: number; most?: number }, use: () => Promise<void>) {
	const set = (least: number, most: number | null) =>
		query(keeper, `UPDATE reward_settings SET minimum_spend_minor = $1, maximum_spend_minor = $2`, [least, most]);
	await set(limits.least ?? 0, limits.most ?? null);
	await use().finally(() => set(0, null));
}

const block = (keeper: Shop, memberId: string, isBlocked: boolean) =>
	query(keeper, `UPDATE members SET spend_blocked = $2 WHERE id = $1`, [memberId, isBlocked]);

/** Paying is given up, and the keeper asked anew who it is. */
async function backToBasket(page: Page, { card }: Who): Promise<void> {
	await page.getByRole('button', { name: /^Basket/ }).click();
	await showCard(page, card);
}

test('identify, open, spend, close: the other shop books it once and keeps the value', async ({ page, two }) => {
	const { shop, keeper } = two;
	const who = await customerWith(keeper, 200);
	const before = await moneyOf(keeper, who.memberId);
	await openTill(page, shop);
	await openPay(page, shop, who);
	await ask(page, 150);
	await expect(bonus(page)).toContainText('€1.50');
	await expect(bonus(page)).toContainText(`${euros(before - 150)} stays in the wallet.`);
	await test.step('a reload in the middle of it counts nothing twice', async () => {
		await page.reload();
		await signInAgain(page);
		await expect(paid(page)).toContainText('−€1.50', slow);
		await untilOpen(page);
		await expect(bonus(page)).toContainText(`${euros(before - 150)} stays in the wallet.`);
	});
	await takeCash(page);
	await expect(rewardsOf(page)).toContainText('€0.11');
	await expect(rewardsOf(page)).toContainText(`New balance ${euros(before - 150 + 11)}`);
	await expectTold(shop);
	expect(await standingOf(keeper, who.memberId)).toEqual([
		{ state: 'posted', totalMinor: 360, awardedMinor: 11, spentMinor: 150 }
	]);
	expect(await moneyOf(keeper, who.memberId)).toBe(before - 150 + 11);
	expect(await disagreements(shop)).toEqual([]);
});

test('a basket says what it earns there and why; what is granted or refused there counts here', async ({
	page,
	two
}) => {
	const { shop, keeper } = two;
	const who = await customerWith(keeper, 200);
	const before = await moneyOf(keeper, who.memberId);
	await openTill(page, shop);
	const code = await codeOf(shop, 'B003');
	await scanInto(page, code, 1);
	await scan(page, code);
	await scan(page, code);
	await showCard(page, who.card);
	await expect(basket(page).getByText(/earns$/)).toBeVisible(slow);
	await expect(basket(page)).toContainText('€0.22 · 7 points', slow);
	await expect(basket(page)).toContainText('can spend');
	await test.step('why this price', async () => {
		await basket(page).getByRole('button', { name: 'Why: 3 for 2 buns' }).click();
		const why = page.getByRole('dialog', { name: 'Why €7.20 for Cinnamon Bun?' });
		await expect(why.getByRole('listitem').filter({ hasText: 'Shelf price' })).toContainText('10.80');
		await expect(why).toContainText('Takes off €3.60');
		await page.keyboard.press('Escape');
	});
	await test.step('why this award', async () => {
		await basket(page)
			.getByRole('button', { name: /earns$/ })
			.click();
		const why = page.getByRole('dialog', { name: 'Why €0.22 · 7 points?' });
		await expect(why.getByRole('listitem').filter({ hasText: 'Worked out by the rewards system' })).toHaveText([
			/Rewards.*€0.22/s,
			/Points.*7 points/s
		]);
		await page.keyboard.press('Escape');
	});
	expect(await purchasesOf(keeper, who.memberId)).toEqual([]);
	await test.step('less is granted than asked, and less counts', async () => {
		await payButton(page).click();
		await untilOpen(page);
		await withSpends(keeper, { most: 100 }, () => ask(page, 200));
		await expect(bonus(page)).toContainText('Asked for 2.00. The other 1.00 cannot be spent');
		await expect(paid(page)).toContainText('−€1.00');
		await expect(page.getByText('€6.20', { exact: true }).first()).toBeVisible();
		expect(await standingOf(keeper, who.memberId)).toMatchObject([{ totalMinor: 720, spentMinor: 100 }]);
		expect(await moneyOf(keeper, who.memberId)).toBe(before - 100 + 22);
	});
	await test.step('what is refused takes nothing', async () => {
		await block(keeper, who.memberId, true);
		await ask(page, 150);
		await expect(bonus(page)).toContainText('This member can earn, but not spend.');
		await expect(page.getByText('€7.20', { exact: true }).first()).toBeVisible();
	});
	await test.step('who is blocked from the start is not asked', async () => {
		await backToBasket(page, who);
		await payButton(page).click();
		await untilTold(page, 'This member can earn, but not spend.');
		await expect(slider(page)).toBeHidden();
		await block(keeper, who.memberId, false);
	});
	await test.step('less than the least is refused', async () => {
		await withSpends(keeper, { least: 100 }, async () => {
			await backToBasket(page, who);
			await payButton(page).click();
			await untilOpen(page);
			await expect(bonus(page)).toContainText(/At least €1.00, up to €\d\.\d\d can be spent/);
			await ask(page, 50);
			await expect(bonus(page)).toContainText('At least €1.00 has to be spent at once.');
		});
	});
	await takeCash(page);
	await expectTold(shop);
	expect(await standingOf(keeper, who.memberId)).toMatchObject([{ awardedMinor: 22, spentMinor: 0 }]);
	expect(await moneyOf(keeper, who.memberId)).toBe(before + 22);
	expect(await disagreements(shop)).toEqual([]);
});

test('spent in full nothing is left to pay', async ({ page, two }) => {
	const { shop, keeper } = two;
	const who = await customerWith(keeper, 360);
	const before = await moneyOf(keeper, who.memberId);
	await openTill(page, shop);
	await openPay(page, shop, who);
	await ask(page, 360);
	await expect(page.getByText('€0.00', { exact: true }).first()).toBeVisible();
	await finish(page, /^Finish/);
	await expect(receiptOf(page)).toContainText('−3.60');
	await expect(receiptOf(page)).not.toContainText('Cash');
	await expectTold(shop);
	expect(await standingOf(keeper, who.memberId)).toMatchObject([{ totalMinor: 360, spentMinor: 360 }]);
	expect(await moneyOf(keeper, who.memberId)).toBe(before - 360 + 11);
	expect(await disagreements(shop)).toEqual([]);
});

test('a till without any server earns later; the keeper books it once when the sale arrives', async ({
	page,
	request,
	two
}) => {
	const { shop, keeper } = two;
	const who = await customerWith(keeper, 0);
	const before = await balances(keeper, who.memberId);
	await openTill(page, shop);
	const tillId = await tillIdOf(page);
	const code = await codeOf(shop, 'B003');
	await waitForOffline(page);
	await shop.stop();
	await scanInto(page, code, 1);
	await scan(page, who.card);
	// What it earns is decided elsewhere: no figure stands here.
	await expect(basket(page)).toContainText('No contact: earning is added later', slow);
	await payButton(page).click();
	await expect(bonus(page)).toContainText('Spending needs the connection', slow);
	await takeCash(page);
	await expect(page.getByRole('region', { name: 'Receipt', exact: true }).last()).toContainText(
		'What this sale earns is added once the shop has it.'
	);
	expect(await balances(keeper, who.memberId)).toEqual(before);
	await shop.start();
	await expectBooked(shop, tillId, 1);
	await expectTold(shop);
	expect(await purchasesOf(keeper, who.memberId)).toMatchObject([
		{ state: 'posted', totalMinor: 360, awardedMinor: 11, spentMinor: 0 }
	]);
	expect(await moneyOf(keeper, who.memberId)).toBe(
		(before.find(({ currency }) => currency === 'EUR')?.minor ?? 0) + 11
	);
	const [path = ''] = await receiptPaths(page);
	await expect.poll(async () => (await request.get(shop.origin + path)).text(), slow).toContain('You earned €0.11');
});

test('given up, everything goes back; without the other shop the till sells on and tells it later', async ({
	page,
	browser,
	two
}) => {
	const { shop, keeper } = two;
	const who = await customerWith(keeper, 0);
	const before = await moneyOf(keeper, who.memberId);
	await openTill(page, shop);
	await openPay(page, shop, who);
	await page.keyboard.press('Escape');
	await expect
		.poll(async () => (await purchasesOf(keeper, who.memberId)).map(({ state }) => state), { timeout: 60_000 })
		.toEqual(['cancelled']);
	expect(await moneyOf(keeper, who.memberId)).toBe(before);

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
	await expectTold(shop);
	await manager.context().close();
	expect(await standingOf(keeper, who.memberId)).toMatchObject([{ totalMinor: 360, awardedMinor: 11, spentMinor: 0 }]);
	expect(await moneyOf(keeper, who.memberId)).toBe(before + 11);
});
