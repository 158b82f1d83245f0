import type { APIRequestContext, Page } from '@playwright/test';
import { codeOf, query } from './support/books';
import type { Shop } from './support/server';
import { expect, test } from './support/shop';
import { basket, expectPaid, openTill, payButton, rowsOf, scan, scanInto, slow } from './support/till';

test.setTimeout(180_000);

type Wallet = { balanceMinor: number; heldMinor: number };
type Who = { card: string; memberId: string; balanceMinor: number };

/** A member whose wallet has something; every test takes another, because they share the shop. */
async function memberWith(shop: Shop, leastMinor: number, nth: number): Promise<Who> {
	const rows = await query<Who>(
		shop,
		`SELECT min(c.number) AS card, w.member_id AS "memberId", w.minor AS "balanceMinor"
		FROM (SELECT member_id, sum(amount_minor)::int AS minor FROM ledger_entries
			WHERE account = 'member' AND currency = 'EUR' GROUP BY member_id) w
		JOIN cards c ON c.member_id = w.member_id AND c.state = 'active'
		WHERE w.minor >= $1 GROUP BY w.member_id, w.minor ORDER BY w.member_id OFFSET $2 LIMIT 1`,
		[leastMinor, nth]
	);
	if (!rows[0]) throw new Error(`No member number ${String(nth)} has ${String(leastMinor)}.`);
	return rows[0];
}

/** The wallet as the till's interface tells it. */
async function walletOf(page: Page, request: APIRequestContext, shop: Shop, memberId: string): Promise<Wallet> {
	const [sync] = await rowsOf<{ token: string }>(page, 'sync');
	const answer = await request.post(`${shop.origin}/api/till/rewards/identify`, {
		headers: { authorization: `Bearer ${sync?.token ?? ''}` },
		data: { means: { kind: 'member', memberId } }
	});
	const { balances } = (await answer.json()) as { balances: (Wallet & { currency: string })[] };
	return balances.find(({ currency }) => currency === 'EUR') ?? { balanceMinor: 0, heldMinor: 0 };
}

const held = (page: Page, request: APIRequestContext, shop: Shop, memberId: string) =>
	expect.poll(async () => (await walletOf(page, request, shop, memberId)).heldMinor, { ...slow, intervals: [1000] });

const bonus = (page: Page) => page.getByRole('region', { name: /bonus$/i });
const slider = (page: Page) => bonus(page).getByRole('slider');
const paid = (page: Page) => page.getByRole('complementary', { name: 'Sale' });

/** Rings up, attaches the member and goes to Pay, until the rewards system has opened the sale. */
async function openPay(page: Page, shop: Shop, { card }: Who, skus = ['B003']): Promise<void> {
	for (const [index, sku] of skus.entries()) await scanInto(page, await codeOf(shop, sku), index + 1);
	await scan(page, card);
	await expect(basket(page)).toContainText('Balance', slow);
	await payButton(page).click();
	await untilOpen(page);
}

/** A busy machine may be slower than a cashier would wait; then a cashier asks again. */
async function untilOpen(page: Page): Promise<void> {
	await expect(async () => {
		const again = bonus(page).getByRole('button', { name: 'Try again' });
		if (await again.isVisible()) await again.click();
		await expect(slider(page)).toBeVisible({ timeout: 4000 });
	}).toPass({ timeout: 60_000 });
}

async function ask(page: Page, amountMinor: number): Promise<void> {
	await slider(page).fill(String(amountMinor));
	await expect(bonus(page).getByRole('status')).not.toContainText('Asking', slow);
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
