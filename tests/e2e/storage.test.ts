import type { Page } from '@playwright/test';
import { codeOf, expectBooked, expectGapless, salesOf } from './support/books';
import { enrol, makeCode, openManager } from './support/office';
import { expect, test } from './support/shop';
import {
	basket,
	expectPaid,
	linesOf,
	openTill,
	payButton,
	rowsOf,
	scanInto,
	sellOne,
	signIn,
	slow,
	tillIdOf,
	waitForOffline
} from './support/till';

test.setTimeout(240_000);

/** Empties stores of the till's database behind its back, as a browser does that repairs a damaged file. */
async function emptyStores(page: Page, stores: string[]): Promise<void> {
	await page.evaluate(
		(names) =>
			new Promise<void>((done, fail) => {
				const opening = indexedDB.open('tillit-till');
				opening.onerror = () => fail(new Error('no database'));
				opening.onsuccess = () => {
					const work = opening.result.transaction(names, 'readwrite');
					for (const name of names) work.objectStore(name).clear();
					work.onerror = () => fail(new Error('not emptied'));
					work.oncomplete = () => {
						opening.result.close();
						done();
					};
				};
			}),
		stores
	);
}

test('a sale that cannot be written gives no receipt, says why, and can be closed once there is space', async ({
	page,
	shop
}) => {
	await openTill(page, shop);
	const code = await codeOf(shop, 'B001');
	await sellOne(page, code);
	await scanInto(page, code, 1);
	await page.evaluate(() => {
		const real = IDBObjectStore.prototype.add;
		IDBObjectStore.prototype.add = function (this: IDBObjectStore, ...args: Parameters<typeof real>) {
			if (this.name === 'events' && !document.documentElement.dataset['space']) {
				throw new DOMException('The disk is full.', 'QuotaExceededError');
			}
			return real.apply(this, args);
		};
	});
	await payButton(page).click();
	await page.getByRole('button', { name: /^Take cash/ }).click(slow);
	await expect(page.getByText('The sale was not closed.')).toBeVisible(slow);
	await expect(page.getByText(/No receipt was made/)).toContainText('Nothing is lost');
	await expect(page.getByText(/full|space|storage/i).first()).toBeVisible();
	expect(await rowsOf(page, 'sales')).toHaveLength(1);

	await page.evaluate(() => (document.documentElement.dataset['space'] = 'yes'));
	await page.getByRole('button', { name: /^Finish/ }).click();
	await expectPaid(page);
	await expectBooked(shop, await tillIdOf(page), 2);
});

test('a truncated journal is put back from the copy, and selling goes on with the next number', async ({
	page,
	ownShop
}) => {
	await openTill(page, ownShop);
	const code = await codeOf(ownShop, 'B001');
	const tillId = await tillIdOf(page);
	await sellOne(page, code);
	await expectBooked(ownShop, tillId, 1);
	await waitForOffline(page);
	await ownShop.stop();
	await sellOne(page, code);
	await sellOne(page, code);

	await emptyStores(page, ['events', 'heads', 'sales']);
	await page.reload();
	await signIn(page);
	await expect(page.getByText(/entries were put back from the second copy/)).toBeVisible(slow);
	await sellOne(page, code);
	await ownShop.start();
	const sales = await expectBooked(ownShop, tillId, 4);
	expect(new Set(sales.map(({ epoch }) => epoch))).toEqual(new Set([1]));
});

test('a till that lost its key hands over what it holds, asks for a new code and never starts again at 1', async ({
	page,
	browser,
	ownShop
}) => {
	await openTill(page, ownShop);
	const code = await codeOf(ownShop, 'B001');
	const tillId = await tillIdOf(page);
	await sellOne(page, code);
	await expectBooked(ownShop, tillId, 1);
	await waitForOffline(page);
	await ownShop.stop();
	await sellOne(page, code);
	await sellOne(page, code);

	await page.evaluate(async () => {
		for (const { name } of await indexedDB.databases()) {
			await new Promise<void>((done) => {
				const deleting = indexedDB.deleteDatabase(name ?? '');
				deleting.onsuccess = deleting.onerror = deleting.onblocked = () => done();
			});
		}
	});
	await page.reload();
	await expect(page.getByRole('heading', { name: 'Make this tablet a till' })).toBeVisible(slow);
	await expect(page.getByText(/lost its key, but still holds \d+ entries/)).toBeVisible(slow);
	expect(await page.evaluate(() => localStorage.getItem('tillit-high-water'))).toContain(tillId);

	await ownShop.start();
	await page.getByRole('button', { name: 'Send now' }).click();
	await expect.poll(async () => (await salesOf(ownShop, tillId)).length, { timeout: 60_000 }).toBe(3);
	await expect(page.getByText(/still holds/)).toHaveCount(0, slow);

	const manager = await openManager(browser, ownShop);
	await enrol(page, await makeCode(manager, ownShop, tillId));
	await manager.close();
	await signIn(page);
	await expect(linesOf(page)).toHaveCount(0);
	await expect(basket(page)).toBeVisible();
	await sellOne(page, code);
	await expect.poll(async () => (await salesOf(ownShop, tillId)).length, { timeout: 60_000 }).toBe(4);
	const sales = await salesOf(ownShop, tillId);
	expect(sales.map(({ epoch }) => epoch)).toEqual([1, 1, 1, 2]);
	expectGapless(sales);
});
