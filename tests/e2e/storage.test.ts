import { readFileSync } from 'node:fs';
import { codeOf, expectBooked, expectGapless, salesOf } from './support/books';
import { enrol, makeCode, openManager } from './support/office';
import { deleteDatabases, emptyStores, sellWithoutServer } from './support/offline-till';
import { expect, test } from './support/shop';
import {
	basket,
	chooseInMenu,
	expectChip,
	expectPaid,
	linesOf,
	openTill,
	payButton,
	rowsOf,
	scanInto,
	sellOne,
	signIn,
	slow,
	tillIdOf
} from './support/till';

test.setTimeout(240_000);

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
	const { code, tillId } = await sellWithoutServer(page, ownShop);

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
	const { code, tillId } = await sellWithoutServer(page, ownShop);

	await deleteDatabases(page);
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

test('a till whose key alone is gone is another till after a new code, and everybody can sign in', async ({
	page,
	shop
}) => {
	await openTill(page, shop);
	await expectChip(page, 'online');
	await page.evaluate(
		() =>
			new Promise<void>((done, fail) => {
				const opening = indexedDB.open('tillit-till');
				opening.onsuccess = () => {
					const clearing = opening.result.transaction('device', 'readwrite');
					clearing.objectStore('device').clear();
					clearing.onerror = () => fail(new Error('the key is not cleared'));
					clearing.oncomplete = () => {
						opening.result.close();
						done();
					};
				};
			})
	);
	await page.goto(`${shop.origin}/till`);
	await expect(page.getByRole('heading', { name: 'Make this tablet a till' })).toBeVisible(slow);
	await openTill(page, shop);
	await sellOne(page, await codeOf(shop, 'B001'));
	await page.locator('[data-sync]').first().click();
	await expect(page.getByText('Former till, kept for a backup')).toBeVisible(slow);
});

test('what a till saved as a file is booked from the manager’s page, also when the tablet is lost, and only once', async ({
	page,
	browser,
	ownShop
}) => {
	const { tillId } = await sellWithoutServer(page, ownShop);
	await chooseInMenu(page, 'Status');
	const saving = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Save held entries as a file' }).click(slow);
	const path = await (await saving).path();
	// The tablet is gone with everything on it.
	const devtools = await page.context().newCDPSession(page);
	await devtools.send('Storage.clearDataForOrigin', { origin: ownShop.origin, storageTypes: 'all' });
	await page.goto('about:blank');

	await ownShop.start();
	const manager = await openManager(browser, ownShop);
	await manager.goto(`${ownShop.origin}/manage/tills`);
	await manager.getByRole('link', { name: 'Saved journal' }).click();
	const choose = manager.getByLabel(/^Choose (a|another) file/);
	await choose.setInputFiles(path);
	await expect(manager.getByText(/entries: [1-9]\d* were booked/)).toBeVisible(slow);
	await expectBooked(ownShop, tillId, 3);
	await choose.setInputFiles(path);
	await expect(manager.getByText(/entries: 0 were booked/)).toBeVisible(slow);

	const forged = readFileSync(path, 'utf8').split('\n');
	forged[1] = forged[1]?.replace('\\"type\\":\\"', '\\"type\\":\\"x') ?? '';
	await choose.setInputFiles({ name: 'forged.ndjson', mimeType: '', buffer: Buffer.from(forged.join('\n')) });
	await expect(manager.getByText('The file was refused.')).toBeVisible(slow);
	await expect(manager.getByText(/^Line 2 was changed/)).toBeVisible();
	expect(await salesOf(ownShop, tillId)).toHaveLength(3);
	await manager.context().close();
});
