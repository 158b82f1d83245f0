/** Vouchers: one comes with a receipt, pays a part of another sale, and goes back with what it paid. */
import type { Page } from '@playwright/test';
import { codeOf, expectBooked, query } from './support/books';
import { numberOfLast, openReceipt } from './support/returning';
import { addVoucherOffer, codeGiven } from './support/offers';
import type { Shop } from './support/server';
import { expect, test } from './support/shop';
import { paid } from './support/spending';
import {
	basket,
	expectPaid,
	newSale,
	openTill,
	payButton,
	payCash,
	receiptPaths,
	scan,
	scanInto,
	slow,
	tillIdOf,
	waitForOffline
} from './support/till';

test.setTimeout(180_000);

const receipt = (page: Page) => page.getByRole('region', { name: 'Receipt', exact: true }).last();

/** The same code on the screen of the till and on the customer's phone. */
async function expectOnReceipts(page: Page, { origin }: Shop, code: string): Promise<void> {
	const mark = code.slice(-6, -2);
	await expect(page.getByRole('region', { name: 'Vouchers of this sale' })).toContainText('comes with the receipt');
	await expect(receipt(page)).toContainText(code);
	await expect(receipt(page).getByRole('img', { name: `Voucher ····${mark}` })).toBeVisible();
	const phone = await page.context().newPage();
	await phone.goto(`${origin}${(await receiptPaths(page)).at(-1) ?? ''}`);
	const card = phone.getByRole('region', { name: `Voucher ····${mark}` });
	await expect(card).toContainText(code, slow);
	await expect(card.getByRole('img')).toBeVisible();
	await phone.close();
}

const left = async (shop: Shop, mark: string) => {
	const [row] = await query<{ minor: number; held: number }>(
		shop,
		`SELECT b.balance_minor::int AS minor, b.held_minor::int AS held FROM vouchers v JOIN wallet_balances b ON b.member_id = v.id
		WHERE v.mark = $1`,
		[mark]
	);
	return row;
};

const onPay = (page: Page) => page.getByRole('region', { name: 'Vouchers' });
const takeCash = (page: Page) =>
	paid(page)
		.getByRole('button', { name: /^Take cash/ })
		.click(slow);

async function typeVoucher(page: Page, code: string): Promise<void> {
	await page.getByRole('button', { name: /^Voucher/ }).click();
	await page.getByRole('textbox', { name: 'Code of the voucher' }).fill(code);
	await page.keyboard.press('Enter');
}

/** A till that has heard of the offer and sold something: its receipt hands a voucher out. */
async function tillWithVoucher(page: Page, shop: Shop, amountMinor: number): Promise<{ code: string; mark: string }> {
	await addVoucherOffer(shop, amountMinor);
	await openTill(page, shop);
	await scanInto(page, await codeOf(shop, 'B003'), 1);
	await expect(basket(page)).toContainText(/A voucher of €\d\.00 comes with the receipt/);
	await payCash(page);
	const code = await codeGiven(page);
	await expectBooked(shop, await tillIdOf(page), 1);
	await expectOnReceipts(page, shop, code);
	await newSale(page);
	return { code, mark: code.slice(-6, -2) };
}

test('a voucher pays what it holds, keeps the rest, and outlives a reload', async ({ page, ownShop }) => {
	const { code, mark } = await tillWithVoucher(page, ownShop, 500);
	await scanInto(page, await codeOf(ownShop, 'B003'), 1);
	await scan(page, code);
	const row = basket(page).getByRole('list', { name: 'Vouchers' });
	await expect(row).toContainText(`Voucher ····${mark}`, slow);
	await expect(row).toContainText('€5.00 left');
	await payButton(page).click();
	await expect(paid(page)).toContainText('−€3.60', slow);
	await expect(paid(page)).toContainText('€1.40 left on it');
	expect(await left(ownShop, mark)).toEqual({ minor: 500, held: 360 });
	await scan(page, code);
	await expect(page.getByText(`Voucher ····${mark} is in this sale already.`)).toBeVisible(slow);
	await page.reload();
	await unlock(page);
	await expect(paid(page)).toContainText('−€3.60', slow);
	await paid(page)
		.getByRole('button', { name: /^Finish/ })
		.click();
	await expectPaid(page);
	await expectBooked(ownShop, await tillIdOf(page), 2);
	expect(await left(ownShop, mark)).toEqual({ minor: 140, held: 0 });
	await newSale(page);

	// Typed at Pay, for a sale that costs more.
	await scanInto(page, await codeOf(ownShop, 'B003'), 1);
	await payButton(page).click();
	await typeVoucher(page, 'SPRING10');
	await expect(page.getByText('That is not a voucher code')).toBeVisible();
	await page.getByRole('textbox', { name: 'Code of the voucher' }).fill(code.toLowerCase());
	await page.keyboard.press('Enter');
	await expect(paid(page)).toContainText('used up', slow);
	await expect(paid(page)).toContainText('−€1.40');
	await takeCash(page);
	await expectPaid(page);
	await expect(page.getByRole('status').filter({ hasText: /^Paid/ })).toContainText('€2.20');
	await expect(receipt(page)).toContainText('−1.40');
	const given = await codeGiven(page);
	await expectBooked(ownShop, await tillIdOf(page), 3);
	expect(await left(ownShop, mark)).toEqual({ minor: 0, held: 0 });
	await newSale(page);
	await scan(page, code);
	await expect(page.getByText('Nothing is left on this voucher')).toBeVisible(slow);

	// The last sale comes back: what the voucher paid of it goes onto the voucher, and the one it gave loses all.
	await openReceipt(page, await numberOfLast(page));
	await page.getByRole('button', { name: 'Changed mind' }).click();
	const changes = page.getByRole('complementary', { name: 'What changes' });
	const paidBy = changes.getByRole('row', { name: /^Paid by voucher/ }).getByRole('cell');
	await expect(paidBy).toHaveText(['1.40', '1.40']);
	await page.getByRole('list', { name: 'What comes back' }).locator('label').click();
	await expect(paidBy).toHaveText(['1.40', '0.00']);
	await expect(changes).toContainText(`Voucher ····${given.slice(-6, -2)} loses its share, €5.00`);
	await expect(changes).toContainText('Voucher given back');
	await expect(changes).not.toContainText('Bonus');
	await changes.getByRole('button', { name: /^Pay back/ }).click();
	await page
		.getByRole('alertdialog', { name: 'Pay €2.20 back in cash?' })
		.getByRole('button', { name: /^Pay back/ })
		.click();
	await expect(page.getByText('€1.40 is back on the voucher that paid')).toBeVisible(slow);
	await expect(receipt(page)).toContainText('Voucher given back');
	await expectBooked(ownShop, await tillIdOf(page), 4);
	expect(await left(ownShop, mark)).toEqual({ minor: 140, held: 0 });
	expect(await left(ownShop, given.slice(-6, -2))).toEqual({ minor: 0, held: 0 });
	expect(await query(ownShop, `SELECT kind FROM cases`)).toEqual([]);
});

test('what is held goes back when paying ends, when a row is taken back, and without the network nothing is used', async ({
	page,
	context,
	ownShop
}) => {
	const { code, mark } = await tillWithVoucher(page, ownShop, 200);
	await waitForOffline(page);
	await scanInto(page, await codeOf(ownShop, 'B003'), 1);
	await scan(page, code);
	await expect(basket(page)).toContainText(`Voucher ····${mark}`, slow);
	await payButton(page).click();
	await expect(paid(page)).toContainText('−€2.00', slow);
	await paid(page)
		.getByRole('button', { name: `Take back €2.00 of voucher ····${mark}` })
		.click();
	await expect(onPay(page)).toContainText('Not used for this payment');
	await expect.poll(() => left(ownShop, mark), slow).toEqual({ minor: 200, held: 0 });
	await onPay(page).getByRole('button', { name: 'Use it' }).click();
	await expect(paid(page)).toContainText('−€2.00', slow);
	await page.keyboard.press('Escape');
	await expect(basket(page)).toContainText(`Voucher ····${mark}`);
	await expect.poll(() => left(ownShop, mark), slow).toEqual({ minor: 200, held: 0 });

	await context.setOffline(true);
	await payButton(page).click();
	await expect(onPay(page)).toContainText('A voucher needs the connection', slow);
	await takeCash(page);
	await expectPaid(page);
	await expect(page.getByRole('status').filter({ hasText: /^Paid/ })).toContainText('€3.60');
	await newSale(page);
	await scan(page, code);
	await expect(page.getByText('A voucher needs the connection')).toBeVisible(slow);
	await context.setOffline(false);
	await expectBooked(ownShop, await tillIdOf(page), 2);
	expect(await left(ownShop, mark)).toEqual({ minor: 200, held: 0 });
});

/** The server's next answer to this step is held back until it is let. */
async function heldBack(page: Page, step: 'hold' | 'show'): Promise<{ asked: Promise<void>; answer: () => void }> {
	let answer: () => void = () => undefined;
	const released = new Promise<void>((resolve) => (answer = resolve));
	let ask: () => void = () => undefined;
	const asked = new Promise<void>((resolve) => (ask = resolve));
	await page.route(
		`**/api/till/vouchers/${step}`,
		async (route) => {
			const response = await route.fetch();
			ask();
			await released;
			await route.fulfill({ response });
		},
		{ times: 1 }
	);
	return { asked, answer };
}

test('a card the terminal approved stands in full, whatever voucher is shown or answered meanwhile', async ({
	page,
	ownShop
}) => {
	const { code, mark } = await tillWithVoucher(page, ownShop, 200);
	const terminal = page.getByRole('alertdialog', { name: '€3.60 on the terminal' });
	const askTerminal = async () => {
		await page.getByRole('region', { name: 'Means of payment' }).getByRole('button', { name: /^Card/ }).click();
		await paid(page).getByRole('button', { name: /^Card/ }).click();
		await expect(terminal).toBeVisible();
	};
	await scanInto(page, await codeOf(ownShop, 'B003'), 1);
	await payButton(page).click();
	await askTerminal();
	await scan(page, code);
	await expect(page.getByText('The card terminal is being asked.')).toBeVisible(slow);
	// A restart knows no better what the terminal has answered.
	await page.reload();
	await unlock(page);
	await expect(terminal).toBeVisible(slow);
	await terminal.getByRole('button', { name: 'Declined' }).click();
	await expect(page.getByText('Card declined. Nothing was taken.')).toBeVisible();

	// The voucher's answer comes after the terminal was asked.
	const { asked, answer } = await heldBack(page, 'hold');
	await scan(page, code);
	await asked;
	await askTerminal();
	answer();
	// On a busy machine the till may have waited no longer: that lowers nothing either.
	await expect(onPay(page)).toContainText(/Not used for this payment|did not answer in time/, slow);
	await expect.poll(() => left(ownShop, mark), slow).toEqual({ minor: 200, held: 0 });
	// At first it takes no answer: a doubled Enter must not say what only the terminal can.
	await terminal.getByRole('button', { name: /^Approved/ }).click({ ...slow, delay: 1000 });
	await expectPaid(page);
	const sales = await expectBooked(ownShop, await tillIdOf(page), 2);
	expect(sales.at(-1)?.dueMinor).toBe(360);
	const tenders = await query(
		ownShop,
		`SELECT t.kind, t.amount_minor::int AS minor FROM sale_tenders t JOIN sales s ON s.id = t.sale_id
		WHERE s.receipt_number = $1`,
		[sales.at(-1)?.receiptNumber]
	);
	expect(tenders).toEqual([{ kind: 'card', minor: 360 }]);
	expect(await left(ownShop, mark)).toEqual({ minor: 200, held: 0 });
});

/** After a restart the same person unlocks the page that was open. */
async function unlock(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'Mira Koch' }).click(slow);
	await page.keyboard.type('1111');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Who is selling?' })).toBeHidden(slow);
}
