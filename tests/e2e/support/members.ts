/** Members of the demo shop and the sheet that finds them, as the tests of identification use both. */
import { createHmac } from 'node:crypto';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { query } from './books';
import type { Shop } from './server';
import { basket, rowsOf, scan, slow } from './till';

type Someone = { id: string; name: string; phone: string; email: string; card: string };

/** A demo member nobody else of these tests uses. */
export async function member(shop: Shop, index: number): Promise<Someone> {
	const [found] = await query<Someone>(
		shop,
		`SELECT m.id, m.name, m.phone, m.email, c.number AS card FROM members m JOIN cards c ON c.member_id = m.id
		WHERE m.phone = $1 AND c.state = 'active' ORDER BY m.email LIMIT 1`,
		[phoneOf(index)]
	);
	if (!found) throw new Error('No such demo member.');
	return found;
}

export const phoneOf = (index: number) => `+4917139200${String(index).padStart(2, '0')}`;
/** As somebody in Germany says it. */
export const spoken = (phone: string) => phone.replace('+49', '0').replace(/(.{4})(.{5})/, '$1 $2 ');
export const greeting = ({ name }: Someone) => name.replace(/ (.).*$/, ' $1.');

export const sheet = (page: Page) => page.getByRole('dialog', { name: 'Who is it?' });
export const field = (page: Page) => sheet(page).getByRole('textbox', { name: 'Card, phone or e-mail' });
export const found = (page: Page) => sheet(page).getByRole('button', { name: /•/ });
export const attached = (page: Page, someone: Someone) => basket(page).getByText(greeting(someone), { exact: true });

export async function openSheet(page: Page): Promise<void> {
	await basket(page)
		.getByRole('button', { name: /^Add member/ })
		.click();
	await expect(sheet(page)).toBeVisible();
}

export async function type(page: Page, text: string): Promise<void> {
	await openSheet(page);
	await field(page).fill(text);
	await page.keyboard.press('Enter');
}

export async function removeMember(page: Page): Promise<void> {
	await basket(page).getByRole('button', { name: 'Remove member' }).click();
	await expect(basket(page).getByText('Add member')).toBeVisible();
}

/** Everything this browser keeps for the till as one text: each store of each database, and what stands beside them. */
export function keptText(page: Page): Promise<string> {
	return page.evaluate(async () => {
		const settled = <T>(request: IDBRequest<T>) =>
			new Promise<T>((done, fail) => {
				request.onsuccess = () => done(request.result);
				request.onerror = () => fail(request.error ?? new Error('not readable'));
			});
		const asText = (_key: string, value: unknown) => {
			const bytes = value instanceof ArrayBuffer || ArrayBuffer.isView(value);
			return bytes ? new TextDecoder('latin1').decode(value) : value;
		};
		const kept: unknown[] = [{ ...localStorage }, { ...sessionStorage }];
		for (const { name = '' } of await indexedDB.databases()) {
			const db = await settled(indexedDB.open(name));
			for (const store of db.objectStoreNames) {
				const rows = db.transaction(store).objectStore(store);
				kept.push(await settled(rows.getAllKeys()), await settled(db.transaction(store).objectStore(store).getAll()));
			}
			db.close();
		}
		return JSON.stringify(kept, asText);
	});
}

/** Waits until this till's index of cards has heard of every change so far, and looks that it names nobody. */
export async function cardsKnown(page: Page, shop: Shop): Promise<void> {
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
			return (await rowsOf<{ cursor: number }>(page, 'cardsState', 'tillit-catalogue'))[0]?.cursor ?? 0;
		}, slow)
		.toBeGreaterThanOrEqual(pos);
	const known = await rowsOf<{ kind: string }>(page, 'records', 'tillit-catalogue');
	expect(known.map(({ kind }) => kind)).not.toContain('member_card');
}

export async function disconnect(context: BrowserContext, page: Page): Promise<void> {
	await context.setOffline(true);
	await expect.poll(() => page.evaluate(() => navigator.onLine)).toBe(false);
}

async function expectKnown(page: Page, someone: Someone): Promise<void> {
	await expect(attached(page, someone)).toBeVisible(slow);
	await removeMember(page);
}

/** By barcode, by the pass on the phone, by stripe and by hand. */
export async function showCardEveryWay(page: Page, someone: Someone): Promise<void> {
	await test.step('scanned on the selling page', async () => {
		await scan(page, someone.card);
		await expectKnown(page, someone);
	});
	await test.step('the pass’s QR, scanned while the sheet is open', async () => {
		await openSheet(page);
		await scan(page, someone.card);
		await expect(sheet(page)).toBeHidden(slow);
		await expectKnown(page, someone);
	});
	await test.step('its stripe', async () => {
		await scan(page, `;${someone.card}=2812?`);
		await expectKnown(page, someone);
	});
	await test.step('typed: the name opens only once it is attached', async () => {
		await openSheet(page);
		await field(page).fill(someone.card.replace(/(.{4})(?=.)/g, '$1 '));
		await expect(found(page)).toBeVisible(slow);
		await expect(sheet(page)).not.toContainText(someone.name.split(' ')[0] ?? '');
		await page.keyboard.press('Enter');
		await expectKnown(page, someone);
	});
}

/** By a mask that the manager made; the till hears of it with its next pull. */
export async function showCardByMask(page: Page, shop: Shop, someone: Someone): Promise<void> {
	await query(
		shop,
		`INSERT INTO card_masks (id, mask, replacement) SELECT gen_random_uuid(), '77#(################)', '$1'
		WHERE NOT EXISTS (SELECT 1 FROM card_masks)`
	);
	await expect
		.poll(async () => {
			await page.evaluate(() => dispatchEvent(new Event('online')));
			await scan(page, `779${someone.card}`);
			return basket(page).innerText();
		}, slow)
		.toContain(greeting(someone));
}

export async function sayContacts(page: Page, someone: Someone): Promise<void> {
	await test.step('a phone as it is spoken', async () => {
		await type(page, spoken(someone.phone));
		await expect(found(page)).toBeVisible(slow);
		await expect(found(page)).toContainText(`Phone ends ${someone.phone.slice(-2)}`);
		await expect(found(page)).toContainText('can spend');
		await found(page).click();
		await expectKnown(page, someone);
	});
	await test.step('an address', async () => {
		await type(page, someone.email.toUpperCase());
		await expect(found(page)).toBeVisible(slow);
		await page.keyboard.press('Enter');
		await expectKnown(page, someone);
	});
}

/** A phone that two members have. */
export async function sayASharedPhone(page: Page): Promise<void> {
	await type(page, spoken(phoneOf(38)));
	await expect(sheet(page)).toContainText('Several members have this contact. Ask for the card.', slow);
	await expect(found(page)).toHaveCount(0);
}

/** Nobody's yet, or a member's. */
export async function addCard(shop: Shop, number: string, memberId: string | null): Promise<void> {
	const [key] = await query<{ value: Buffer }>(shop, `SELECT value FROM secrets WHERE name = 'card_key'`);
	const hmac = createHmac('sha256', key?.value ?? Buffer.alloc(0))
		.update(number)
		.digest('hex');
	await query(shop, `INSERT INTO cards (number, hmac, member_id, state) VALUES ($1, decode($2, 'hex'), $3, $4)`, [
		number,
		hmac,
		memberId,
		memberId === null ? 'prepared' : 'active'
	]);
}

export type JoinWords = { name: string; contact?: string };

/** Fills the form on the sheet, agrees and sends it. */
export async function joinWith(page: Page, { name, contact }: JoinWords): Promise<void> {
	await sheet(page).getByRole('textbox', { name: 'Name', exact: true }).fill(name);
	if (contact !== undefined) {
		await sheet(page).getByRole('textbox', { name: 'Phone or e-mail', exact: true }).fill(contact);
	}
	await sheet(page).getByText('Agreed, said aloud').click();
	await sheet(page).getByRole('button', { name: 'Join and attach' }).click();
	await expect(sheet(page)).toBeHidden(slow);
}
