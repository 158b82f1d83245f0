import { codeOf, expectBooked, query } from './support/books';
import { expect, test } from './support/shop';
import { basket, expectChip, openTill, payCash, scan, scanInto, slow, tillIdOf } from './support/till';

test.setTimeout(180_000);

test('a member signs in by mail, shows the card offline, is met at the till and finds the receipt', async ({
	page,
	browser,
	request,
	shop
}) => {
	const phone = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
	await phone.goto(`${shop.origin}/my`);
	await phone.getByLabel('E-mail').fill('member@demo.example');
	await phone.getByRole('button', { name: 'Send me a code' }).click();
	await expect(phone.getByRole('heading', { name: 'Type your code' })).toBeVisible(slow);
	const mailbox = await (await request.get(`${shop.origin}/dev/mail`)).text();
	const code = /\b(\d{3} ?\d{3})\b/.exec(mailbox.slice(mailbox.indexOf('member@demo.example')))?.[1] ?? '';
	expect(code).not.toBe('');
	await phone.getByLabel('Code from the mail').fill('000000');
	await phone.getByRole('button', { name: 'Sign in' }).click();
	await expect(phone.getByRole('alert').or(phone.getByText(/code/i).nth(1)).first()).toBeVisible(slow);
	await phone.getByLabel('Code from the mail').fill(code);
	await phone.getByRole('button', { name: 'Sign in' }).click();
	const card = phone.getByRole('region', { name: 'Member card' });
	await expect(card.getByRole('img', { name: /as QR code/ })).toBeVisible(slow);
	const number = (await card.locator('.number').innerText()).replace(/\s/g, '');

	await openTill(page, shop);
	await scan(page, number);
	const [member] = await query<{ id: string; name: string }>(
		shop,
		`SELECT id, name FROM members WHERE email = 'member@demo.example'`
	);
	await expect(basket(page)).toContainText(member?.name.split(' ')[0] ?? 'nobody', slow);
	await scanInto(page, await codeOf(shop, 'B001'), 1);
	await payCash(page);
	await expectChip(page, 'online');
	const tillId = await tillIdOf(page);
	const [sale] = await expectBooked(shop, tillId, 1);
	const booked = await query<{ id: string; member_id: string }>(
		shop,
		'SELECT id, member_id FROM sales WHERE till_id = $1',
		[tillId]
	);
	expect(booked).toMatchObject([{ member_id: member?.id }]);
	await phone.goto(`${shop.origin}/my/receipts`);
	await phone.locator(`a[href*="${booked[0]?.id ?? 'none'}"]`).click(slow);
	await expect(phone.getByText(sale?.receiptNumber ?? 'no sale').first()).toBeVisible(slow);
	const [wallet] = await query<{ minor: number }>(
		shop,
		`SELECT balance_minor::int AS minor FROM wallet_balances WHERE member_id = $1 AND currency = 'EUR'`,
		[member?.id]
	);
	expect(wallet?.minor).toBeGreaterThan(0);
	await phone.goto(`${shop.origin}/my`);
	await expect(phone.getByText(`€${((wallet?.minor ?? 0) / 100).toFixed(2)}`)).toBeVisible(slow);

	await phone.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await expect.poll(() => phone.evaluate(async () => (await caches.match('/my')) !== undefined), slow).toBe(true);
	await phone.context().setOffline(true);
	await phone.goto(`${shop.origin}/my`);
	await expect(card.getByRole('img', { name: /as QR code/ })).toBeVisible(slow);

	// The receipt opens from the list, by its own address, and after the app was closed.
	const paper = phone.getByRole('article', { name: `Receipt ${sale?.receiptNumber ?? ''}` });
	await phone.getByRole('link', { name: 'Receipts' }).first().click();
	await phone.locator(`a[href*="${booked[0]?.id ?? 'none'}"]`).click(slow);
	for (const open of [
		() => Promise.resolve(),
		() => phone.reload().then(() => undefined),
		() =>
			phone
				.goto('about:blank')
				.then(() => phone.goBack())
				.then(() => undefined)
	]) {
		await open();
		await expect(paper).toBeVisible(slow);
		await expect(paper).toContainText('Croissant Double');
		await expect(paper).toContainText(sale?.receiptNumber ?? 'no sale');
	}
	await phone.context().close();
});
