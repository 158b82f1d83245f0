/** Tests of spending value: members who have some, the bonus card of the pay page, and what the wallet says. */
import type { APIRequestContext, Page } from '@playwright/test';
import { codeOf, query } from './books';
import { removeMember } from './members';
import type { Shop } from './server';
import { expect } from './shop';
import { basket, payButton, rowsOf, scan, scanInto, slow } from './till';

type Wallet = { balanceMinor: number; heldMinor: number };
export type Who = { card: string; memberId: string; balanceMinor: number };

/** A member whose wallet has something; every test takes another, because they share the shop. */
export async function memberWith(shop: Shop, leastMinor: number, nth: number): Promise<Who> {
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
export async function walletOf(page: Page, request: APIRequestContext, shop: Shop, memberId: string): Promise<Wallet> {
	const [sync] = await rowsOf<{ token: string }>(page, 'sync');
	const answer = await request.post(`${shop.origin}/api/till/rewards/identify`, {
		headers: { authorization: `Bearer ${sync?.token ?? ''}` },
		data: { means: { kind: 'member', memberId } }
	});
	const { balances } = (await answer.json()) as { balances: (Wallet & { currency: string })[] };
	return balances.find(({ currency }) => currency === 'EUR') ?? { balanceMinor: 0, heldMinor: 0 };
}

export const held = (page: Page, request: APIRequestContext, shop: Shop, memberId: string) =>
	expect.poll(async () => (await walletOf(page, request, shop, memberId)).heldMinor, { ...slow, intervals: [1000] });

export const bonus = (page: Page) => page.getByRole('region', { name: /bonus$/i });
export const slider = (page: Page) => bonus(page).getByRole('slider');
export const paid = (page: Page) => page.getByRole('complementary', { name: 'Sale' });

/** Rings up, attaches the member and goes to Pay, until the rewards system has opened the sale. */
export async function openPay(page: Page, shop: Shop, { card }: Who, skus = ['B003']): Promise<void> {
	for (const [index, sku] of skus.entries()) await scanInto(page, await codeOf(shop, sku), index + 1);
	await showCard(page, card);
	await payButton(page).click();
	await untilOpen(page);
}

// A busy machine may be slower than a cashier would wait; then a cashier asks again.
const patient = { timeout: 60_000 };

/** Until the rewards system has said what the basket would earn. */
export async function showCard(page: Page, card: string): Promise<void> {
	await expect(async () => {
		if (await basket(page).getByRole('button', { name: 'Remove member' }).isVisible()) await removeMember(page);
		await scan(page, card);
		await expect(basket(page)).toContainText('Balance', { timeout: 10_000 });
	}).toPass(patient);
}

export const untilOpen = (page: Page) => untilAnswered(page, () => expect(slider(page)).toBeVisible({ timeout: 4000 }));

/** Nothing can be spent, for the reason that is told. */
export const untilTold = (page: Page, why: string) =>
	untilAnswered(page, () => expect(bonus(page)).toContainText(why, { timeout: 4000 }));

async function untilAnswered(page: Page, isAnswered: () => Promise<void>): Promise<void> {
	await expect(async () => {
		const again = bonus(page).getByRole('button', { name: 'Try again' });
		if (await again.isVisible()) await again.click();
		await isAnswered();
	}).toPass(patient);
}

export async function ask(page: Page, amountMinor: number): Promise<void> {
	await expect(async () => {
		await slider(page).fill(String(amountMinor));
		await expect(bonus(page).getByRole('status')).not.toContainText('Asking', slow);
		await expect(bonus(page)).not.toContainText('did not answer in time', { timeout: 100 });
	}).toPass(patient);
}
