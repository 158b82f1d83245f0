/** A rewards system that answers late: the till goes on alone, and says so on its screen and on the receipt. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Route } from '@playwright/test';
import { codeOf, expectBooked } from './support/books';
import { expect, test } from './support/shop';
import { bonus, held, memberWith, openPay, paid, slider, walletOf } from './support/spending';
import { basket, expectChip, expectPaid, openTill, payButton, scan, scanInto, slow, tillIdOf } from './support/till';

test.setTimeout(180_000);

/** Longer than every step may take. */
const lateMs = 4000;

/** The shop's server hears the step and does it; only the answer is late. */
async function answerLate(context: BrowserContext, step: 'preview' | 'open' | 'spend'): Promise<() => Promise<void>> {
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
