import { randomUUID } from 'node:crypto';
import type { APIRequestContext, Page } from '@playwright/test';
import { codeOf, expectBooked, query } from './support/books';
import type { Shop } from './support/server';
import { expect, test } from './support/shop';
import { ask, bonus, held, memberWith, openPay, paid, slider, untilOpen, walletOf } from './support/spending';
import {
	basket,
	expectPaid,
	openTill,
	payButton,
	receiptPaths,
	rowsOf,
	scan,
	scanInto,
	signInAgain,
	slow,
	tillIdOf,
	waitForOffline
} from './support/till';

test.setTimeout(180_000);

/** Another sale of the same till sets so much aside; the answer gives it up. */
async function holdElsewhere(
	page: Page,
	request: APIRequestContext,
	shop: Shop,
	memberId: string,
	amountMinor: number
): Promise<() => Promise<void>> {
	const [sync] = await rowsOf<{ token: string }>(page, 'sync');
	const saleId = randomUUID();
	const headers = { authorization: `Bearer ${sync?.token ?? ''}` };
	const step = async (name: string, data: object) => {
		const answer = await request.post(`${shop.origin}/api/till/rewards/${name}`, {
			headers,
			data: { saleId, ...data }
		});
		expect(answer.status(), name).toBe(200);
		return answer.json() as Promise<unknown>;
	};
	const line = {
		...{ lineNo: 1, productId: null, sku: 'open', code: null, quantityMilli: 1000, minimumPriceMinor: null },
		...{ unitPriceMinor: 50_000, grossMinor: 50_000, totalMinor: 50_000, taxRateBp: 1900 }
	};
	const content = {
		...{ memberId, cardHmac: null, currency: 'EUR', pricesIncludeTax: true, lines: [line] },
		...{ appliedOffers: [], coupons: [], rulesVersion: 0 }
	};
	await step('open', { basket: content });
	expect(await step('spend', { currency: 'EUR', amountMinor })).toMatchObject({ grant: { amountMinor } });
	return async () => void (await step('abort', {}));
}

const spendsOf = (shop: Shop, memberId: string) =>
	query<{ saleId: string; amountMinor: number; dueMinor: number }>(
		shop,
		`SELECT p.sale_id AS "saleId", sum(p.amount_minor)::int AS "amountMinor", max(s.due_minor)::int AS "dueMinor"
		FROM spend_parts p JOIN sales s ON s.id = p.sale_id WHERE s.member_id = $1 GROUP BY p.sale_id`,
		[memberId]
	);

test('a basket says what it earns and what can be spent; spent in full it lowers what is due', async ({
	page,
	shop,
	request
}) => {
	const who = await memberWith(shop, 200, 0);
	await openTill(page, shop);
	await openPay(page, shop, who);
	const before = await walletOf(page, request, shop, who.memberId);
	await expect(paid(page)).toContainText('can spend');
	await expect(paid(page)).toContainText(/earns/);
	await ask(page, 150);
	await expect(bonus(page)).toContainText('€1.50');
	await expect(slider(page)).toHaveValue('150');
	await expect(page.getByText('€2.10', { exact: true }).first()).toBeVisible();
	await held(page, request, shop, who.memberId).toBe(150);
	await paid(page)
		.getByRole('button', { name: /^Take cash/ })
		.click();
	await expectPaid(page);
	const receipt = page.getByRole('region', { name: 'Receipt', exact: true }).last();
	await expect(receipt).toContainText('Bonus spent');
	await expect
		.poll(async () => (await spendsOf(shop, who.memberId)).at(-1), slow)
		.toMatchObject({
			amountMinor: 150,
			dueMinor: 210
		});
	// 3 % of 3.60 came back.
	expect(await walletOf(page, request, shop, who.memberId)).toEqual(
		expect.objectContaining({ balanceMinor: before.balanceMinor - 150 + 11, heldMinor: 0 })
	);
	expect(await query(shop, `SELECT kind FROM cases WHERE detail::text LIKE '%' || $1 || '%'`, [who.memberId])).toEqual(
		[]
	);
});

test('less is granted than asked, and less counts; then it is refused, with the reason', async ({
	page,
	shop,
	request
}) => {
	const who = await memberWith(shop, 200, 1);
	await openTill(page, shop);
	await openPay(page, shop, who);
	// Another sale of this till holds all but 1.00.
	const all = (await walletOf(page, request, shop, who.memberId)).balanceMinor;
	const elsewhere = await holdElsewhere(page, request, shop, who.memberId, all - 100);
	await ask(page, 200);
	await expect(bonus(page)).toContainText('€1.00');
	await expect(bonus(page)).toContainText('Asked for 2.00. The other 1.00 cannot be spent');
	await expect(paid(page)).toContainText('−€1.00');
	await expect(page.getByText('€2.60', { exact: true }).first()).toBeVisible();
	await query(shop, `UPDATE members SET spend_blocked = true WHERE id = $1`, [who.memberId]);
	await ask(page, 50);
	await expect(bonus(page)).toContainText('This member can earn, but not spend.');
	await expect(paid(page)).not.toContainText('−€');
	await expect(page.getByText('€3.60', { exact: true }).first()).toBeVisible();
	await query(shop, `UPDATE members SET spend_blocked = false WHERE id = $1`, [who.memberId]);
	await elsewhere();
	await page.getByRole('button', { name: /^Basket/ }).click();
	await held(page, request, shop, who.memberId).toBe(0);
});

test('going back to the basket releases what was held, and so do another basket and another member', async ({
	page,
	shop,
	request
}) => {
	const who = await memberWith(shop, 200, 2);
	await openTill(page, shop);
	await openPay(page, shop, who);
	await ask(page, 100);
	await held(page, request, shop, who.memberId).toBe(100);
	await page.getByRole('button', { name: /^Basket/ }).click();
	await held(page, request, shop, who.memberId).toBe(0);

	await payButton(page).click();
	await untilOpen(page);
	await expect(paid(page)).not.toContainText('−€');
	await ask(page, 100);
	await paid(page)
		.getByRole('button', { name: /^Take back/ })
		.click();
	await expect(paid(page)).not.toContainText('−€');
	await held(page, request, shop, who.memberId).toBe(0);

	await ask(page, 120);
	await held(page, request, shop, who.memberId).toBe(120);
	await scan(page, await codeOf(shop, 'B001'));
	await expect(basket(page)).toBeVisible(slow);
	await held(page, request, shop, who.memberId).toBe(0);

	await payButton(page).click();
	await untilOpen(page);
	await ask(page, 130);
	await held(page, request, shop, who.memberId).toBe(130);
	await paid(page).getByRole('button', { name: 'Remove member' }).click();
	await expect(bonus(page)).toBeHidden();
	await held(page, request, shop, who.memberId).toBe(0);
});

test('a reload in the middle of paying keeps what was granted; a reload elsewhere releases it', async ({
	page,
	shop,
	request
}) => {
	const who = await memberWith(shop, 200, 3);
	await openTill(page, shop);
	const tillId = await tillIdOf(page);
	await openPay(page, shop, who);
	await ask(page, 140);
	await page.reload();
	await signInAgain(page);
	await expect(bonus(page)).toContainText('€1.40', slow);
	await expect(paid(page)).toContainText('−€1.40');
	await held(page, request, shop, who.memberId).toBe(140);
	await paid(page)
		.getByRole('button', { name: /^Take cash/ })
		.click(slow);
	await expectPaid(page);
	await expectBooked(shop, tillId, 1);
	await held(page, request, shop, who.memberId).toBe(0);
	expect((await spendsOf(shop, who.memberId)).at(-1)).toMatchObject({ amountMinor: 140, dueMinor: 220 });

	await page.getByRole('button', { name: /^New sale/ }).click();
	await openPay(page, shop, who);
	await ask(page, 10);
	await held(page, request, shop, who.memberId).toBe(10);
	await page.goto(`${shop.origin}/till`);
	await signInAgain(page);
	await held(page, request, shop, who.memberId).toBe(0);
});

test('without network it is earned later, once, and spending says what it needs', async ({
	page,
	ownShop,
	request
}) => {
	const who = await memberWith(ownShop, 200, 0);
	await openTill(page, ownShop);
	const tillId = await tillIdOf(page);
	const code = await codeOf(ownShop, 'B003');
	const before = await walletOf(page, request, ownShop, who.memberId);
	await waitForOffline(page);
	await ownShop.stop();
	await scanInto(page, code, 1);
	await scan(page, who.card);
	await expect(basket(page)).toContainText('earns about', slow);
	await payButton(page).click();
	await expect(bonus(page)).toContainText('Spending needs the connection', slow);
	await expect(slider(page)).toBeHidden();
	await paid(page)
		.getByRole('button', { name: /^Take cash/ })
		.click(slow);
	await expectPaid(page);
	await expect(page.getByRole('region', { name: 'Rewards of this sale' })).toContainText('About €0.11');
	await expect(page.getByRole('region', { name: 'Receipt', exact: true }).last()).toContainText(
		'What this sale earns is added once the shop has it.'
	);
	await ownShop.start();
	await expectBooked(ownShop, tillId, 1);
	const after = await walletOf(page, request, ownShop, who.memberId);
	expect(after).toEqual(expect.objectContaining({ balanceMinor: before.balanceMinor + 11, heldMinor: 0 }));
	const [path = ''] = await receiptPaths(page);
	await expect.poll(async () => (await request.get(ownShop.origin + path)).text(), slow).toContain('You earned €0.11');
});

test('a spend that was granted is honoured when its sale comes after the hold has ended', async ({
	page,
	ownShop,
	request
}) => {
	const who = await memberWith(ownShop, 200, 1);
	await openTill(page, ownShop);
	const tillId = await tillIdOf(page);
	await waitForOffline(page);
	await openPay(page, ownShop, who);
	const before = await walletOf(page, request, ownShop, who.memberId);
	await ask(page, 150);
	await ownShop.stop();
	await paid(page)
		.getByRole('button', { name: /^Take cash/ })
		.click(slow);
	await expectPaid(page);
	await ownShop.start();
	await expectBooked(ownShop, tillId, 1);
	expect((await spendsOf(ownShop, who.memberId)).at(-1)).toMatchObject({ amountMinor: 150, dueMinor: 210 });
	const after = await walletOf(page, request, ownShop, who.memberId);
	expect(after).toEqual(expect.objectContaining({ balanceMinor: before.balanceMinor - 150 + 11, heldMinor: 0 }));
});
