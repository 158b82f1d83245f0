/** A rewards system that answers late: the till goes on alone, and says so on its screen and on the receipt. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Route } from '@playwright/test';
import { codeOf, expectBooked, query } from './support/books';
import { cardsKnown, member, sheet, spoken, type } from './support/members';
import { expect, test } from './support/shop';
import { bonus, held, memberWith, openPay, paid, slider, walletOf } from './support/spending';
import { basket, expectChip, expectPaid, openTill, payButton, scan, scanInto, slow, tillIdOf } from './support/till';

test.setTimeout(180_000);

/** Longer than every step may take. */
const lateMs = 4000;

/** The shop's server hears the step and does it; only the answer is late. */
async function answerLate(
	context: BrowserContext,
	step: 'identify' | 'preview' | 'open' | 'spend'
): Promise<() => Promise<void>> {
	const path = `**/api/till/rewards/${step}`;
	const late = async (route: Route) => {
		const response = await route.fetch();
		await sleep(lateMs);
		// The till has given the request up by then.
		await route.fulfill({ response }).catch(() => undefined);
	};
	await context.route(path, late);
	return () => context.unroute(path, late);
}

test('preview and open answer late: the sale goes on without, earns afterwards, and nothing stays set aside', async ({
	page,
	shop,
	request
}) => {
	const who = await memberWith(shop, 200, 4);
	await openTill(page, shop);
	await expectChip(page, 'online');
	const tillId = await tillIdOf(page);
	const before = await walletOf(page, request, shop, who.memberId);
	const ends = [await answerLate(page.context(), 'preview'), await answerLate(page.context(), 'open')];
	await scanInto(page, await codeOf(shop, 'B003'), 1);
	await scan(page, who.card);
	await expect(basket(page)).toContainText('Rewards do not answer: earning is added later', slow);
	const started = Date.now();
	await payButton(page).click();
	await expect(bonus(page)).toContainText('did not answer in time. The sale goes on without', slow);
	expect(Date.now() - started).toBeLessThan(lateMs);
	await expect(slider(page)).toBeHidden();
	await expect(page.getByText('€3.60', { exact: true }).first()).toBeVisible();
	await paid(page)
		.getByRole('button', { name: /^Take cash/ })
		.click();
	await expectPaid(page);
	await expect(page.getByRole('region', { name: 'Rewards of this sale' })).toContainText('About €0.11');
	await expect(page.getByRole('region', { name: 'Receipt', exact: true }).last()).toContainText(
		'What this sale earns is added once the shop has it.'
	);
	await expectBooked(shop, tillId, 1);
	for (const end of ends) await end();
	await held(page, request, shop, who.memberId).toBe(0);
	expect((await walletOf(page, request, shop, who.memberId)).balanceMinor).toBe(before.balanceMinor + 11);
});

test('a spend that is answered late is none: all is paid, and what the server had set aside comes back', async ({
	page,
	shop,
	request
}) => {
	const who = await memberWith(shop, 200, 5);
	await openTill(page, shop);
	await expectChip(page, 'online');
	const tillId = await tillIdOf(page);
	const before = await walletOf(page, request, shop, who.memberId);
	await openPay(page, shop, who);
	const end = await answerLate(page.context(), 'spend');
	await slider(page).fill('150');
	await expect(bonus(page)).toContainText('did not answer in time', slow);
	await expect(paid(page)).not.toContainText('−€');
	await expect(page.getByText('€3.60', { exact: true }).first()).toBeVisible();
	await end();
	await paid(page)
		.getByRole('button', { name: /^Take cash/ })
		.click();
	await expectPaid(page);
	const receipt = page.getByRole('region', { name: 'Receipt', exact: true }).last();
	await expect(receipt).toContainText('Earned with this sale');
	await expect(receipt).not.toContainText('Bonus spent');
	await expectBooked(shop, tillId, 1);
	await held(page, request, shop, who.memberId).toBe(0);
	expect((await walletOf(page, request, shop, who.memberId)).balanceMinor).toBe(before.balanceMinor + 11);
});

test('who it is, answered late: the till says so, keeps the card, and the sale goes on and becomes the member’s', async ({
	page,
	shop
}) => {
	const who = await member(shop, 9);
	await openTill(page, shop);
	await expectChip(page, 'online');
	await cardsKnown(page, shop);
	const tillId = await tillIdOf(page);
	const end = await answerLate(page.context(), 'identify');
	await test.step('a phone', async () => {
		await type(page, spoken(who.phone));
		await expect(sheet(page)).toContainText('The shop did not answer in time.', slow);
		await page.keyboard.press('Escape');
		await expect(sheet(page)).toBeHidden();
	});
	await test.step('a card', async () => {
		await scan(page, who.card);
		await expect(basket(page)).toContainText(`Card …${who.card.slice(-4)}`, slow);
		await expect(basket(page)).toContainText('No name is known yet');
	});
	await scanInto(page, await codeOf(shop, 'B003'), 1);
	await payButton(page).click();
	await paid(page)
		.getByRole('button', { name: /^Take cash/ })
		.click(slow);
	await expectPaid(page);
	await expectBooked(shop, tillId, 1);
	const ofMember = await query(shop, 'SELECT 1 FROM sales WHERE member_id = $1 AND till_id = $2', [who.id, tillId]);
	expect(ofMember).toHaveLength(1);
	await end();
});
