import type { Page } from '@playwright/test';
import { codeOf, expectBooked, query, salesOf } from './support/books';
import { endDevice, openManager } from './support/office';
import { expect, test } from './support/shop';
import { openTill, sellOne, slow, tillIdOf, waitForOffline } from './support/till';

test.setTimeout(300_000);

test('what stolen tablets still send is booked or rejected by a manager, on screen', async ({
	page: first,
	browser,
	ownShop
}) => {
	const second = await (await browser.newContext()).newPage();
	const code = await codeOf(ownShop, 'B001');
	const tablets = [first, second];
	const tillIds: string[] = [];
	for (const tablet of tablets) {
		await openTill(tablet, ownShop);
		await sellOne(tablet, code);
		await waitForOffline(tablet);
		tillIds.push(await tillIdOf(tablet));
	}
	const [bookedId = '', rejectedId = ''] = tillIds;
	for (const id of tillIds) await expectBooked(ownShop, id, 1);
	await ownShop.stop();
	await sellOne(first, code);
	await sellOne(first, code);
	await sellOne(second, code);
	for (const tablet of tablets) await tablet.goto('about:blank');

	await ownShop.start();
	const manager = await openManager(browser, ownShop);
	for (const id of tillIds) await endDevice(manager, ownShop, id, 'Stolen');
	for (const tablet of tablets) {
		const again = await tablet.context().newPage();
		await again.goto(`${ownShop.origin}/till`);
		await expect(again.getByRole('heading', { name: 'Make this tablet a till' })).toBeVisible(slow);
	}
	await expect
		.poll(() => query(ownShop, 'SELECT count(*)::int AS held FROM held_pushes'), { timeout: 60_000 })
		.toEqual([{ held: 2 }]);

	await manager.goto(`${ownShop.origin}/manage`);
	await manager.getByRole('link', { name: 'Tills 2 to decide' }).click(slow);
	await manager.getByRole('link', { name: 'Look at them' }).click(slow);
	const articles = manager.getByRole('article');
	await expect(articles).toHaveCount(2, slow);
	await expect(articles.filter({ hasText: /Sales\s*2, / })).toHaveCount(1);
	await decide(manager, /Sales\s*2, /, 'Book them');
	await expect(manager.getByText('Booked: 2 sales.')).toBeVisible(slow);
	expect(await salesOf(ownShop, bookedId)).toHaveLength(3);
	await expectBooked(ownShop, bookedId, 3);
	await decide(manager, /Sales\s*1, /, 'Reject');
	await expect(manager.getByText('Rejected: 1 sale.')).toBeVisible(slow);
	expect(await salesOf(ownShop, rejectedId)).toHaveLength(1);
	await expect(manager.getByText('Nothing to decide')).toBeVisible(slow);
	await manager.goto(`${ownShop.origin}/manage/tills`);
	await expect(manager.getByRole('link', { name: 'New till' })).toBeVisible(slow);
	await expect(manager.getByText('A stolen tablet sent entries.')).toHaveCount(0);
	expect(await query(ownShop, `SELECT action FROM audit_log WHERE action LIKE 'held_push.%' ORDER BY action`)).toEqual([
		{ action: 'held_push.booked' },
		{ action: 'held_push.rejected' }
	]);
	await manager.context().close();
	await second.context().close();
});

async function decide(manager: Page, about: RegExp, button: string): Promise<void> {
	await manager.getByRole('article').filter({ hasText: about }).getByRole('button', { name: button }).press('Enter');
}
