import type { BrowserContext, Page } from '@playwright/test';
import { codeOf, query } from './support/books';
import { expect, test } from './support/shop';
import type { Shop } from './support/server';
import {
	basket,
	chooseInMenu,
	expectChip,
	linesOf,
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

test.setTimeout(150_000);

type Someone = { id: string; name: string; phone: string; email: string; card: string };

/** A demo member nobody else of these tests uses. */
async function member(shop: Shop, index: number): Promise<Someone> {
	const [found] = await query<Someone>(
		shop,
		`SELECT m.id, m.name, m.phone, m.email, c.number AS card FROM members m JOIN cards c ON c.member_id = m.id
		WHERE m.phone = $1 AND c.state = 'active' ORDER BY m.email LIMIT 1`,
		[phoneOf(index)]
	);
	if (!found) throw new Error('No such demo member.');
	return found;
}

const phoneOf = (index: number) => `+4917139200${String(index).padStart(2, '0')}`;
/** As somebody in Germany says it. */
const spoken = (phone: string) => phone.replace('+49', '0').replace(/(.{4})(.{5})/, '$1 $2 ');
const greeting = ({ name }: Someone) => name.replace(/ (.).*$/, ' $1.');

const sheet = (page: Page) => page.getByRole('dialog', { name: 'Who is it?' });
const field = (page: Page) => sheet(page).getByRole('textbox', { name: 'Card, phone or e-mail' });
const found = (page: Page) => sheet(page).getByRole('button', { name: /•/ });
const attached = (page: Page, someone: Someone) => basket(page).getByText(greeting(someone), { exact: true });

async function openSheet(page: Page): Promise<void> {
	await basket(page)
		.getByRole('button', { name: /^Add member/ })
		.click();
	await expect(sheet(page)).toBeVisible();
}

async function type(page: Page, text: string): Promise<void> {
	await openSheet(page);
	await field(page).fill(text);
	await page.keyboard.press('Enter');
}

async function removeMember(page: Page): Promise<void> {
	await basket(page).getByRole('button', { name: 'Remove member' }).click();
	await expect(basket(page).getByText('Add member')).toBeVisible();
}

/** Types as a stripe reader does. */
async function swipe(page: Page, text: string): Promise<void> {
	await page.evaluate((track) => {
		const others: Record<string, string> = { ';': 'Semicolon', '=': 'Equal', '?': 'Slash', Enter: 'Enter' };
		for (const key of [...track, 'Enter']) {
			const target = document.activeElement ?? document.body;
			const code = others[key] ?? `Digit${key}`;
			const press = { key, code, shiftKey: key === '?', bubbles: true, cancelable: true };
			target.dispatchEvent(new KeyboardEvent('keydown', press));
			target.dispatchEvent(new KeyboardEvent('keyup', press));
		}
	}, text);
}

test('a card is known by barcode, by the pass on the phone, by stripe, by hand and by mask', async ({ page, shop }) => {
	const nora = await member(shop, 0);
	const ben = await member(shop, 1);
	await openTill(page, shop);
	await test.step('scanned on the selling page', async () => {
		await scan(page, ben.card);
		await expect(attached(page, ben)).toBeVisible(slow);
		await removeMember(page);
	});
	await test.step('the pass’s QR, scanned while the sheet is open', async () => {
		await openSheet(page);
		await scan(page, ben.card);
		await expect(attached(page, ben)).toBeVisible(slow);
		await expect(sheet(page)).toBeHidden();
		await removeMember(page);
	});
	await test.step('its stripe', async () => {
		await swipe(page, `;${ben.card}=2812?`);
		await expect(attached(page, ben)).toBeVisible(slow);
		await removeMember(page);
	});
	await test.step('typed: the name opens only once it is attached', async () => {
		await openSheet(page);
		await field(page).fill(ben.card.replace(/(.{4})(?=.)/g, '$1 '));
		await expect(found(page)).toBeVisible(slow);
		await expect(sheet(page)).not.toContainText(ben.name.split(' ')[0] ?? '');
		await page.keyboard.press('Enter');
		await expect(attached(page, ben)).toBeVisible(slow);
		await removeMember(page);
	});
	await test.step('by a mask that the manager made', async () => {
		await query(
			shop,
			`INSERT INTO card_masks (id, mask, replacement) SELECT gen_random_uuid(), '77#(################)', '$1'
			WHERE NOT EXISTS (SELECT 1 FROM card_masks)`
		);
		await expect
			.poll(async () => {
				await page.evaluate(() => dispatchEvent(new Event('online')));
				await scan(page, `779${nora.card}`);
				return basket(page).innerText();
			}, slow)
			.toContain(greeting(nora));
	});
});

test('phone and e-mail are looked up by the server; what is not one person is refused with the reason', async ({
	page,
	shop
}) => {
	const someone = await member(shop, 2);
	await openTill(page, shop);
	await test.step('a phone as it is spoken', async () => {
		await type(page, spoken(someone.phone));
		await expect(found(page)).toBeVisible(slow);
		await expect(found(page)).toContainText('Phone ends 02');
		await expect(found(page)).toContainText('can spend');
		await found(page).click();
		await expect(attached(page, someone)).toBeVisible();
		await removeMember(page);
	});
	await test.step('an address', async () => {
		await type(page, someone.email.toUpperCase());
		await expect(found(page)).toBeVisible(slow);
		await page.keyboard.press('Enter');
		await expect(attached(page, someone)).toBeVisible();
		await removeMember(page);
	});
	await test.step('a phone that two members have', async () => {
		await type(page, spoken(phoneOf(38)));
		await expect(sheet(page)).toContainText('Several members have this contact. Ask for the card.', slow);
		await expect(found(page)).toHaveCount(0);
	});
	await test.step('a phone that nobody has is offered for joining', async () => {
		await field(page).fill('0171 39200 99');
		await page.keyboard.press('Enter');
		await expect(sheet(page)).toContainText('Nobody is known by this.', slow);
		await expect(sheet(page).getByRole('textbox', { name: 'Phone or e-mail', exact: true })).toHaveValue(
			'0171 39200 99'
		);
	});
	await test.step('a payment card is neither kept nor shown', async () => {
		await field(page).fill('4111 1111 1111 1111');
		await expect(sheet(page)).toContainText('That is a payment card. It is not kept.', slow);
		await expect(field(page)).toHaveValue('');
		await expect(page.locator('body')).not.toContainText('4111 1111');
	});
	await page.keyboard.press('Escape');
	await expect(basket(page).getByText('Add member')).toBeVisible();
});

test('a blocked card and a replaced one are refused, each with its reason', async ({ page, shop }) => {
	const blocked = await member(shop, 3);
	const lost = await member(shop, 4);
	await openTill(page, shop);
	await query(shop, `UPDATE cards SET state = 'blocked' WHERE number = $1`, [blocked.card]);
	await query(shop, `UPDATE cards SET state = 'replaced' WHERE number = $1`, [lost.card]);
	await scan(page, blocked.card);
	await expect(page.getByText('This card is blocked.')).toBeVisible(slow);
	await expect(basket(page).getByText('Add member')).toBeVisible();
	await openSheet(page);
	await field(page).fill(lost.card);
	await expect(sheet(page)).toContainText('This card was replaced. Ask for the new one.', slow);
});

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
		await expect(card).toBeHidden(slow);
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

test('a new card makes a member with nothing but a name', async ({ page, shop }) => {
	const number = `88${String(Date.now()).slice(-8)}`;
	await openTill(page, shop);
	const [key] = await query<{ value: Buffer }>(shop, `SELECT value FROM secrets WHERE name = 'card_key'`);
	const { createHmac } = await import('node:crypto');
	const hmac = createHmac('sha256', key?.value ?? Buffer.alloc(0))
		.update(number)
		.digest('hex');
	await query(shop, `INSERT INTO cards (number, hmac, state) VALUES ($1, decode($2, 'hex'), 'prepared')`, [
		number,
		hmac
	]);
	await openSheet(page);
	await field(page).fill(number);
	await page.keyboard.press('Enter');
	await expect(sheet(page)).toContainText('This card is new and nobody’s.', slow);
	await expect(sheet(page)).toContainText(`With card …${number.slice(-4)}`);
	await sheet(page).getByRole('textbox', { name: 'Name', exact: true }).fill('Grace Hopper');
	await sheet(page).getByText('Agreed, said aloud').click();
	await sheet(page).getByRole('button', { name: 'Join and attach' }).click();
	await expect(basket(page).getByText('Grace H.', { exact: true })).toBeVisible(slow);
	const [row] = await query<{ state: string; name: string }>(
		shop,
		`SELECT c.state, m.name FROM cards c JOIN members m ON m.id = c.member_id WHERE c.number = $1`,
		[number]
	);
	expect(row).toEqual({ state: 'active', name: 'Grace Hopper' });
});

test('without network: cards are known, contacts are not, and who joins is a member once when it is back', async ({
	page,
	context,
	shop
}) => {
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
		await sheet(page).getByRole('textbox', { name: 'Name', exact: true }).fill('Emmy Noether');
		await sheet(page).getByRole('textbox', { name: 'Phone or e-mail', exact: true }).fill(phone);
		await sheet(page).getByText('Agreed, said aloud').click();
		await sheet(page).getByRole('button', { name: 'Join and attach' }).click();
		await expect(basket(page).getByText('Emmy N.', { exact: true })).toBeVisible(slow);
		await scanInto(page, code, 1);
		await payCash(page);
		const events = await rowsOf<{ type: string; text: string }>(page, 'events');
		const joined = events.filter(({ type: kind }) => kind === 'member.joined');
		expect(joined).toHaveLength(1);
		expect(joined[0]?.text).not.toMatch(/Emmy|Noether|3920/);
		await newSale(page);
	});
	await context.setOffline(false);
	await expectChip(page, 'online');
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

test('what was learned of a member goes when the cashier leaves', async ({ page, shop }) => {
	const someone = await member(shop, 6);
	await openTill(page, shop);
	await scan(page, someone.card);
	await expect(attached(page, someone)).toBeVisible(slow);
	await expect(basket(page)).toContainText('can spend');
	await expect(linesOf(page)).toHaveCount(0);
	await chooseInMenu(page, 'Lock');
	await page.getByRole('button', { name: 'Mira Koch' }).click();
	await page.keyboard.type('1111');
	await page.keyboard.press('Enter');
	await expect(basket(page)).toBeVisible(slow);
	await expect(basket(page)).not.toContainText('can spend');
});

/** Waits until this till's index of cards has heard of every change so far, and looks that it names nobody. */
async function cardsKnown(page: Page, shop: Shop): Promise<void> {
	const newest = async () =>
		(
			await query<{ pos: number }>(
				shop,
				`SELECT max(pos)::int AS pos FROM changes WHERE kind = 'member_card' HAVING bool_and(pos IS NOT NULL)`
			)
		)[0]?.pos ?? 0;
	await expect.poll(newest, slow).toBeGreaterThan(0);
	const pos = await newest();
	await expect
		.poll(async () => {
			await page.evaluate(() => dispatchEvent(new Event('online')));
			return (await catalogue<{ cursor: number }>(page, 'cardsState'))[0]?.cursor ?? 0;
		}, slow)
		.toBeGreaterThanOrEqual(pos);
	const known = await catalogue<{ kind: string }>(page, 'records');
	expect(known.map(({ kind }) => kind)).not.toContain('member_card');
}

function catalogue<Row>(page: Page, store: string): Promise<Row[]> {
	return page.evaluate(
		(name) =>
			new Promise<Row[]>((done, fail) => {
				const opening = indexedDB.open('tillit-catalogue');
				opening.onerror = () => fail(new Error('no database'));
				opening.onsuccess = () => {
					const reading = opening.result.transaction(name).objectStore(name).getAll();
					reading.onerror = () => fail(new Error('not readable'));
					reading.onsuccess = () => {
						opening.result.close();
						done(reading.result as Row[]);
					};
				};
			}),
		store
	);
}

async function disconnect(context: BrowserContext, page: Page): Promise<void> {
	await context.setOffline(true);
	await expect.poll(() => page.evaluate(() => navigator.onLine)).toBe(false);
}
