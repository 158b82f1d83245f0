/** Who is it, where another shop keeps the members' value: it is asked, and whoever it knows is one member here. */
import { expect, type Page } from '@playwright/test';
import { balances, codeOf, query } from './support/books';
import {
	addCard,
	attached,
	field,
	found,
	joinWith,
	member,
	openSheet,
	removeMember,
	sayASharedPhone,
	sayContacts,
	sheet,
	showCardByMask,
	showCardEveryWay,
	type
} from './support/members';
import { openManager } from './support/office';
import type { Shop } from './support/server';
import { paid, untilTold } from './support/spending';
import { basket, expectPaid, openTill, payButton, scan, scanInto, slow } from './support/till';
import { disagreements, expectTold, standingOf, test } from './support/two-shops';

test.setTimeout(240_000);

const countMembers = async (shop: Shop) =>
	(await query<{ n: number }>(shop, `SELECT count(*)::int AS n FROM members`))[0]?.n ?? 0;

/** Who of the keeper's customers the shop's member is. */
const tiedTo = async (shop: Shop, memberId: string) =>
	(
		await query<{ id: string }>(shop, `SELECT participant_id AS id FROM remote_members WHERE member_id = $1`, [
			memberId
		])
	).map(({ id }) => id);

async function makeGoldThere(keeper: Shop, memberId: string): Promise<void> {
	await query(keeper, `UPDATE members SET tier = 'Gold' WHERE id = $1 AND tier IS DISTINCT FROM 'Gold'`, [memberId]);
}

test('a card by barcode, pass, stripe, hand and mask, a phone and an address: the keeper says who it is', async ({
	page,
	two
}) => {
	const { shop, keeper } = two;
	// Neither is Gold by the shop's own books.
	const [ben, sofia, clara] = [await member(shop, 1), await member(shop, 2), await member(shop, 5)];
	for (const { id } of [ben, sofia, clara]) await makeGoldThere(keeper, id);
	const before = await countMembers(shop);
	await openTill(page, shop);
	await showCardEveryWay(page, ben);
	await sayContacts(page, sofia);
	await test.step('the tier is the keeper’s', async () => {
		await scan(page, ben.card);
		await expect(attached(page, ben)).toBeVisible(slow);
		await expect(basket(page).getByText('Gold')).toBeVisible();
		await removeMember(page);
	});
	await test.step('somebody whom only the keeper knows becomes a member', async () => {
		const number = `88${String(Date.now()).slice(-8)}`;
		const id = await addMember(keeper, 'Mary Somerville', number);
		await type(page, number);
		await expect(found(page)).toBeVisible(slow);
		await page.keyboard.press('Enter');
		await expect(basket(page).getByText('Mary S.', { exact: true })).toBeVisible(slow);
		const here = await query<{ id: string }>(shop, `SELECT member_id AS id FROM cards WHERE number = $1`, [number]);
		expect(await tiedTo(shop, here[0]?.id ?? '')).toEqual([id]);
		await removeMember(page);
	});
	await showCardByMask(page, shop, clara);
	for (const { id } of [ben, clara]) expect(await tiedTo(shop, id)).toEqual([id]);
	// A phone or an address that nobody proved makes nobody here the keeper's customer: who says it is a member of their own.
	expect(await tiedTo(shop, sofia.id)).toEqual([]);
	expect(await countMembers(shop)).toBe(before + 2);
});

test('what is not one person there is refused with the reason', async ({ page, two }) => {
	const { shop } = two;
	await openTill(page, shop);
	await sayASharedPhone(page);
	await test.step('a phone that nobody has is offered for joining', async () => {
		await field(page).fill('0171 39200 96');
		await page.keyboard.press('Enter');
		await expect(sheet(page)).toContainText('Nobody is known by this.', slow);
	});
	await test.step('a payment card does not leave the house', async () => {
		await field(page).fill('4111 1111 1111 1111');
		await expect(sheet(page)).toContainText('That is a payment card. It is not kept.', slow);
	});
	await page.keyboard.press('Escape');
	await test.step('a card that is blocked here', async () => {
		const blocked = await member(shop, 3);
		await query(shop, `UPDATE cards SET state = 'blocked' WHERE number = $1`, [blocked.card]);
		await scan(page, blocked.card);
		await expect(page.getByText('This card is blocked.')).toBeVisible(slow);
		await query(shop, `UPDATE cards SET state = 'active' WHERE number = $1`, [blocked.card]);
	});
	await expect(basket(page).getByText('Add member')).toBeVisible();
});

/** As if they had joined there. */
async function addMember(keeper: Shop, name: string, cardNumber: string): Promise<string> {
	const [made] = await query<{ id: string }>(
		keeper,
		`INSERT INTO members (id, name, joined_by) VALUES (gen_random_uuid(), $1, 'office') RETURNING id`,
		[name]
	);
	await addCard(keeper, cardNumber, made?.id ?? '');
	return made?.id ?? '';
}

async function sellToNewcomer(page: Page, shop: Shop, email: string): Promise<void> {
	await scanInto(page, await codeOf(shop, 'B003'), 1);
	await openSheet(page);
	await joinWith(page, { name: 'Ada Byron', contact: email });
	await expect(basket(page).getByText('Ada B.', { exact: true })).toBeVisible(slow);
	await expect(basket(page)).toContainText('Not known yet. The server finds out who it is.', slow);
	await payButton(page).click();
	await untilTold(page, 'Nobody is known by this card yet, so nothing can be spent.');
	await paid(page)
		.getByRole('button', { name: /^Take cash/ })
		.click();
	await expectPaid(page);
}

test('who joins at the till is a member here, and earns at the keeper once it knows them', async ({
	page,
	browser,
	two
}) => {
	const { shop, keeper } = two;
	const email = `join-${String(Date.now())}@demo.example`;
	await openTill(page, shop);
	await sellToNewcomer(page, shop, email);
	const [joined] = await query<{ joinedBy: string; number: string }>(
		shop,
		`SELECT m.joined_by AS "joinedBy", c.number FROM members m JOIN cards c ON c.member_id = m.id WHERE m.email = $1`,
		[email]
	);
	expect(joined?.joinedBy).toBe('till');
	await expect.poll(() => disagreements(shop), { timeout: 60_000 }).toEqual([{ kind: 'remote_member_unknown' }]);

	const there = await addMember(keeper, 'Ada Byron', joined?.number ?? '');
	const manager = await openManager(browser, shop);
	await manager.goto(`${shop.origin}/manage/shop/kept`);
	await manager.getByRole('button', { name: 'Try again now' }).click();
	await expectTold(shop);
	await manager.context().close();
	expect(await standingOf(keeper, there)).toMatchObject([{ totalMinor: 360, awardedMinor: 11 }]);
	expect(await balances(keeper, there)).toMatchObject([{ currency: 'EUR', minor: 11 }, { currency: 'PTS' }]);
	expect(await disagreements(shop)).toEqual([]);
});
