import type { Page } from '@playwright/test';
import { codeOf, expectBooked } from './books';
import type { Server } from './server';
import { openTill, sellOne, tillIdOf, waitForOffline } from './till';

/** A till that sold once with the server and twice after it stopped: two sales are on this device alone. */
export async function sellWithoutServer(page: Page, shop: Server): Promise<{ code: string; tillId: string }> {
	await openTill(page, shop);
	const code = await codeOf(shop, 'B001');
	const tillId = await tillIdOf(page);
	await sellOne(page, code);
	await expectBooked(shop, tillId, 1);
	await waitForOffline(page);
	await shop.stop();
	await sellOne(page, code);
	await sellOne(page, code);
	return { code, tillId };
}

/** Empties stores of the till's database behind its back, as a browser does that repairs a damaged file. */
export async function emptyStores(page: Page, stores: string[]): Promise<void> {
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

/** All databases of this browser are gone, as after damage that it repaired by starting anew. */
export async function deleteDatabases(page: Page): Promise<void> {
	await page.evaluate(async () => {
		for (const { name } of await indexedDB.databases()) {
			await new Promise<void>((done) => {
				const deleting = indexedDB.deleteDatabase(name ?? '');
				deleting.onsuccess = deleting.onerror = deleting.onblocked = () => done();
			});
		}
	});
}
