import { codeOf, query } from './support/books';
import { printedCards } from './support/cards';
import {
	cardsKnown,
	disconnect,
	field,
	found,
	joinWith,
	member,
	openSheet,
	removeMember,
	sheet,
	spoken,
	type
} from './support/members';
import {
	basket,
	expectChip,
	newSale,
	openTill,
	payCash,
	rowsOf,
	scan,
	scanInto,
	slow,
	tillIdOf,
	waitForOffline
} from './support/till';
import type { Shop } from './support/server';
import { expect, test } from './support/shop';

test.setTimeout(150_000);

test('somebody joins in ten seconds, is a member at once, and gets another card when theirs is lost', async ({
	page,
	shop
}) => {
	await openTill(page, shop);
	const email = `join-${String(Date.now())}@demo.example`;
	await openSheet(page);
	const name = sheet(page).getByRole('textbox', { name: 'Name', exact: true });
	await name.fill('Ada Byron');
	await sheet(page).getByRole('textbox', { name: 'Phone or e-mail', exact: true }).fill(email);
	await sheet(page).getByRole('button', { name: 'Join and attach' }).click();
	await expect(sheet(page)).toContainText('Read it out');
	await sheet(page).getByText('Agreed, said aloud').click();
	await sheet(page).getByRole('button', { name: 'Join and attach' }).click();
	await expect(basket(page).getByText('Ada B.', { exact: true })).toBeVisible(slow);
	const joined = await query<{ id: string; number: string; joinedBy: string }>(
		shop,
		`SELECT m.id, c.number, m.joined_by AS "joinedBy" FROM members m JOIN cards c ON c.member_id = m.id WHERE m.email = $1`,
		[email]
	);
	expect(joined).toHaveLength(1);
	expect(joined[0]?.joinedBy).toBe('till');
	await test.step('a second one by the same address is asked about', async () => {
		await removeMember(page);
		await openSheet(page);
		await name.fill('Ada');
		await sheet(page).getByRole('textbox', { name: 'Phone or e-mail', exact: true }).fill(email);
		await sheet(page).getByText('Agreed, said aloud').click();
		await sheet(page).getByRole('button', { name: 'Join and attach' }).click();
		await expect(sheet(page)).toContainText('Somebody with this contact is a member already.', slow);
		await sheet(page).getByRole('button', { name: 'Look them up' }).click();
		await expect(found(page)).toBeVisible(slow);
		await found(page).click();
		await expect(basket(page).getByText('Ada B.', { exact: true })).toBeVisible();
	});
	await test.step('another card', async () => {
		await basket(page)
			.getByRole('button', { name: /Ada B\./ })
			.first()
			.click();
		const card = page.getByRole('dialog', { name: 'Ada B.' });
		await card.getByRole('button', { name: 'Replace this card' }).click();
		await card.getByRole('button', { name: 'Give a number' }).click();
		await expect(card).toContainText('The number of the new card', slow);
		await card.getByRole('button', { name: 'Done' }).click();
		await expect(card).toBeHidden();
		const cards = await query<{ number: string; state: string }>(
			shop,
			`SELECT number, state FROM cards WHERE member_id = $1 ORDER BY state`,
			[joined[0]?.id]
		);
		expect(cards.map(({ state }) => state)).toEqual(['active', 'replaced']);
		expect(cards[1]?.number).toBe(joined[0]?.number);
		await removeMember(page);
		await scan(page, cards[0]?.number ?? '');
		await expect(basket(page).getByText('Ada B.', { exact: true })).toBeVisible(slow);
	});
});

test('a printed card makes a member with nothing but a name, and stands in for one that is lost', async ({
	page,
	browser,
	shop
}) => {
	const { prepared, withdrawn } = await printedCards(browser, shop, 2);
	const [number = '', other = ''] = prepared;
	await openTill(page, shop);
	await test.step('one that was withdrawn is none', async () => {
		await scan(page, withdrawn);
		await expect(page.getByText('This card is blocked.')).toBeVisible(slow);
		await expect(basket(page).getByText('Add member')).toBeVisible();
	});
	await openSheet(page);
	await field(page).fill(number);
	await page.keyboard.press('Enter');
	await expect(sheet(page)).toContainText('This card is new and nobody’s.', slow);
	await expect(sheet(page)).toContainText(`With card …${number.slice(-4)}`);
	await joinWith(page, { name: 'Grace Hopper' });
	await expect(basket(page).getByText('Grace H.', { exact: true })).toBeVisible(slow);
	expect(await holderOf(shop, number)).toEqual({ state: 'active', name: 'Grace Hopper' });
	await test.step('a second one is scanned: it may take the place of the first', async () => {
		await scan(page, other);
		await sheet(page)
			.getByRole('button', { name: `Give card …${other.slice(-4)} in place of …${number.slice(-4)}` })
			.click(slow);
		const card = page.getByRole('dialog', { name: 'Grace H.' });
		await expect(card).toContainText(`New card …${other.slice(-4)}`);
		await card.getByRole('button', { name: 'Replace this card' }).click();
		await expect(card).toContainText('Card replaced.', slow);
		await card.getByRole('button', { name: 'Done' }).click();
		expect(await holderOf(shop, other)).toEqual({ state: 'active', name: 'Grace Hopper' });
		expect(await holderOf(shop, number)).toEqual({ state: 'replaced', name: 'Grace Hopper' });
	});
});

async function holderOf(shop: Shop, number: string) {
	const rows = await query<{ state: string; name: string }>(
		shop,
		`SELECT c.state, m.name FROM cards c JOIN members m ON m.id = c.member_id WHERE c.number = $1`,
		[number]
	);
	return rows[0];
}

test('without network: cards are known, contacts are not, and who joins is a member once when it is back', async ({
	page,
	context,
	browser,
	shop
}) => {
	const { prepared } = await printedCards(browser, shop, 1);
	const [printed = ''] = prepared;
	const someone = await member(shop, 5);
	await openTill(page, shop);
	await waitForOffline(page);
	const code = await codeOf(shop, 'B003');
	const tillId = await tillIdOf(page);
	const blocked = await member(shop, 7);
	await query(shop, `UPDATE cards SET state = 'blocked' WHERE number = $1`, [blocked.card]);
	await cardsKnown(page, shop);
	await disconnect(context, page);
	await test.step('a card that was blocked before', async () => {
		await scan(page, blocked.card);
		await expect(page.getByText('This card is blocked.')).toBeVisible(slow);
		await expect(basket(page).getByText('Add member')).toBeVisible();
	});
	await test.step('a card', async () => {
		await scan(page, someone.card);
		await expect(basket(page)).toContainText(/Card …\d{4}|\w+ \w\./, slow);
		await expect(basket(page).getByText('Add member')).toHaveCount(0);
		await scanInto(page, code, 1);
		await payCash(page);
		await newSale(page);
	});
	await test.step('a card that nobody knows: the sale keeps it', async () => {
		await scan(page, '9600010000000426');
		await expect(basket(page)).toContainText('Card …0426', slow);
		await removeMember(page);
	});
	await test.step('a phone', async () => {
		await type(page, spoken(someone.phone));
		await expect(sheet(page)).toContainText('This needs the network.', slow);
	});
	const phone = `0171 3920${String(Date.now()).slice(-6)}`;
	await test.step('joining', async () => {
		await joinWith(page, { name: 'Emmy Noether', contact: phone });
		await expect(basket(page).getByText('Emmy N.', { exact: true })).toBeVisible(slow);
		await scanInto(page, code, 1);
		await payCash(page);
		const events = await rowsOf<{ type: string; text: string }>(page, 'events');
		const joined = events.filter(({ type: kind }) => kind === 'member.joined');
		expect(joined).toHaveLength(1);
		expect(joined[0]?.text).not.toMatch(/Emmy|Noether|3920/);
		await newSale(page);
	});
	await test.step('joining with a printed card', async () => {
		await scan(page, printed);
		await expect(sheet(page)).toContainText('This card is new and nobody’s.', slow);
		await sheet(page).getByRole('textbox', { name: 'Name', exact: true }).fill('Hedy Lamarr');
		await sheet(page).getByText('Agreed, said aloud').click();
		await sheet(page).getByRole('button', { name: 'Join and attach' }).click();
		await expect(basket(page).getByText('Hedy L.', { exact: true })).toBeVisible(slow);
		await removeMember(page);
	});
	await context.setOffline(false);
	await expectChip(page, 'online');
	await expect.poll(() => holderOf(shop, printed), slow).toEqual({ state: 'active', name: 'Hedy Lamarr' });
	const e164 = `+49${phone.replace(/\s/g, '').slice(1)}`;
	const members = await query<{ id: string; name: string; joinedBy: string; cards: number; sales: number }>(
		shop,
		`SELECT id, name, joined_by AS "joinedBy",
			(SELECT count(*) FROM cards c WHERE c.member_id = m.id)::int AS cards,
			(SELECT count(*) FROM sales s WHERE s.member_id = m.id AND s.till_id = $2)::int AS sales
		FROM members m WHERE phone = $1`,
		[e164, tillId]
	);
	expect(members).toEqual([{ id: members[0]?.id, name: 'Emmy Noether', joinedBy: 'till_offline', cards: 1, sales: 1 }]);
	const ofCard = await query(shop, `SELECT 1 FROM sales WHERE member_id = $1 AND till_id = $2`, [someone.id, tillId]);
	expect(ofCard).toHaveLength(1);
	await test.step('and is found by the phone', async () => {
		await type(page, phone);
		await expect(found(page)).toBeVisible(slow);
		await page.keyboard.press('Enter');
		await expect(basket(page).getByText('Emmy N.', { exact: true })).toBeVisible();
	});
});
