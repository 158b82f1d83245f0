/** What is left of a journal whose key is gone, through the real endpoints. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerRecover } from '../../src/lib/server/journal/answer-recover';
import { importJournal } from '../../src/lib/server/journal/import-file';
import { reportStolen } from '../../src/lib/server/tills/device-end';
import { exportLines } from '../../src/lib/till/journal/export';
import { readHeld } from '../../src/lib/till/journal/held';
import { recoverHeld } from '../../src/lib/till/journal/recover';
import { startUp } from '../../src/lib/till/journal/start-up';
import { toWire } from '../../src/lib/till/sync/batch';
import { handed, numbersIn, Tablet } from '../support/tablet';
import { shopIds, TestShop } from '../support/test-shop';

let shop: TestShop;
beforeEach(async () => {
	shop = await TestShop.open();
});
afterEach(() => shop.close());

describe('a journal whose key is gone', () => {
	it('is handed over from the copy and booked once; the till goes on in a new epoch', async () => {
		const tablet = new Tablet(shop);
		await tablet.enrol();
		await tablet.sell(2);
		await tablet.send();
		await tablet.sell(3);
		tablet.loseDatabase();
		const held = await tablet.held();
		expect(held).toMatchObject([{ epoch: 1, lastSeq: 7 }]);
		expect(await recoverHeld(tablet.context, held)).toEqual(handed(held));
		expect(tablet.folder.files.size).toBe(1);
		expect(await shop.count('sales')).toBe(5);
		// A second tab that still shows it does not hand it over again.
		expect(await recoverHeld(tablet.context, held)).toEqual(handed(held));
		expect(await shop.count('sales')).toBe(5);
		await tablet.enrol();
		await tablet.sell(1);
		expect(await tablet.send()).toMatchObject({ ok: true });
		expect(await numbersIn(shop)).toEqual([
			...[1, 2, 3, 4, 5].map((n) => `S01T01-1-00000${String(n)}`),
			'S01T01-2-000001'
		]);
		expect(await shop.count('cases')).toBe(0);
	});

	it('is handed over after the new enrolment just as well', async () => {
		const tablet = new Tablet(shop);
		await tablet.enrol();
		await tablet.sell(2);
		tablet.loseDatabase();
		const held = await tablet.held();
		await tablet.enrol();
		expect(await recoverHeld(tablet.context, held)).toEqual(handed(held));
		expect(await shop.count('sales')).toBe(2);
	});

	it('is kept through a new enrolment that came before anybody sent it, and sent once the network is back', async () => {
		const tablet = new Tablet(shop, true);
		await tablet.enrol();
		await tablet.sell(2);
		await tablet.send();
		await tablet.sell(3);
		tablet.loseKey();
		// The page loads, the code is typed at once, and the server is gone again before anything was handed over.
		const held = await tablet.held();
		await tablet.enrol();
		tablet.isOffline = true;
		expect(await recoverHeld(tablet.context, await tablet.heldBeside())).toEqual(held);
		tablet.start();
		expect(await startUp(tablet.context)).toMatchObject({ kind: 'ready', lost: null });
		expect(await tablet.heldBeside()).toEqual(held);
		tablet.isOffline = false;
		expect(await recoverHeld(tablet.context, await tablet.heldBeside())).toEqual(handed(held));
		expect(await tablet.heldBeside()).toEqual(handed(held));
		await tablet.sell(1);
		expect(await tablet.send()).toMatchObject({ ok: true });
		expect(await numbersIn(shop)).toEqual([
			...[1, 2, 3, 4, 5].map((n) => `S01T01-1-00000${String(n)}`),
			'S01T01-2-000001'
		]);
	});

	it('is known by its signatures when nothing says any more which device made it', async () => {
		const tablet = new Tablet(shop, true);
		await tablet.enrol();
		await tablet.sell(2);
		tablet.loseKey();
		tablet.disk.heads.clear();
		for (const [place, row] of tablet.disk.events) if (row.type !== 'sale.completed') tablet.disk.events.delete(place);
		const held = await tablet.held();
		expect(held).toMatchObject([{ deviceId: null, epoch: 1, lastSeq: 4 }]);
		expect(await recoverHeld(tablet.context, held)).toEqual(handed(held));
		expect(await numbersIn(shop)).toEqual(['S01T01-1-000001', 'S01T01-1-000002']);
	});

	it('is booked from the file that the till saved, once', async () => {
		const tablet = new Tablet(shop);
		await tablet.enrol();
		await tablet.sell(2);
		tablet.loseDatabase();
		await tablet.held();
		await tablet.enrol();
		await tablet.sell(1);
		const text = await exportLines(tablet.context, await tablet.heldBeside());
		const wish = { text, leaveOut: false, actor: { kind: 'system' } } as const;
		expect(await importJournal(shop.db, shop.ports, wish)).toMatchObject({
			ok: true,
			report: { events: 7, booked: 7 }
		});
		expect(await importJournal(shop.db, shop.ports, wish)).toMatchObject({ ok: true, report: { booked: 0, known: 7 } });
		expect(await tablet.send()).toMatchObject({ ok: true });
		await recoverHeld(tablet.context, await tablet.heldBeside());
		expect(await numbersIn(shop)).toEqual(['S01T01-1-000001', 'S01T01-1-000002', 'S01T01-2-000001']);
		expect(await shop.count('cases')).toBe(0);
	});

	it('waits for a manager when the device was stolen', async () => {
		const tablet = new Tablet(shop);
		await tablet.enrol();
		await tablet.sell(2);
		await tablet.send();
		const { deviceId = '' } = tablet.disk.device ?? {};
		await tablet.sell(1);
		await reportStolen(shop.db, shop.ports, deviceId, { kind: 'staff', id: shopIds.manager });
		tablet.loseDatabase();
		await recoverHeld(tablet.context, await tablet.held());
		expect(await shop.count('sales')).toBe(2);
		expect(await shop.count('held_pushes')).toBe(1);
	});

	it('of a device nobody knows stays where it is, and stores nothing', async () => {
		const tablet = new Tablet(shop);
		await tablet.enrol();
		await tablet.sell(1);
		tablet.loseDatabase();
		const [held] = await tablet.held();
		const files = new Map(
			[...tablet.folder.files].map(([name, text]) => [name, text.replaceAll(held?.deviceId ?? '-', shopIds.cashier)])
		);
		for (const [name, text] of files) tablet.folder.files.set(name, text);
		expect(await recoverHeld(tablet.context, await tablet.held())).toMatchObject([{ state: 'refused' }]);
		expect(tablet.folder.files.size).toBe(1);
		expect(await shop.count('journal_events')).toBe(0);
	});

	it('with forged events stores nothing of them', async () => {
		const tablet = new Tablet(shop);
		await tablet.enrol();
		await tablet.sell(1);
		tablet.loseDatabase();
		for (const [name, text] of tablet.folder.files) {
			const forged = text
				.replaceAll(/"sig":"[^"]{4}/g, '"sig":"AAAA')
				.replaceAll('\\"dueMinor\\":450', '\\"dueMinor\\":1');
			tablet.folder.files.set(name, forged);
		}
		expect(await recoverHeld(tablet.context, await tablet.held())).toMatchObject([{ state: 'refused' }]);
		expect(tablet.folder.files.size).toBe(1);
		expect(await shop.count('journal_events')).toBe(0);
		expect(await shop.count('held_pushes')).toBe(0);
	});

	it('keeps a copy whose line in the middle is damaged, and hands over the rest', async () => {
		const tablet = new Tablet(shop);
		await tablet.enrol();
		await tablet.sell(4);
		tablet.loseDatabase();
		for (const [name, text] of tablet.folder.files) {
			const lines = text.split('\n').filter((line) => !line.startsWith('{"epoch":1,"seq":4,'));
			tablet.folder.files.set(name, lines.join('\n'));
		}
		const held = await tablet.held();
		expect(await recoverHeld(tablet.context, held)).toEqual(handed(held));
		expect(await numbersIn(shop)).toEqual([1, 3, 4].map((n) => `S01T01-1-00000${String(n)}`));
		expect(await shop.count('cases')).toBe(1);
	});
});

describe('strangers who hand over journals', () => {
	const handOver = (address: string, body: object) =>
		answerRecover(
			shop.app,
			new Request('http://shop.test/api/sync/recover', {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body)
			}),
			address
		);

	it('are stopped after some, by address and by till, and the till itself soon goes on', async () => {
		const tablet = new Tablet(shop);
		await tablet.enrol();
		await tablet.sell(1);
		tablet.loseKey();
		const [held] = await tablet.held();
		if (!held) throw new Error('nothing is held');
		const { lines } = await readHeld(tablet.context, held);
		const events = lines.map((line) => ({ ...toWire(line), sig: 'A'.repeat(86) }));
		const forged = { deviceId: null, epoch: 1, events };
		for (let n = 0; n < 40; n++) expect((await handOver('192.0.2.1', forged)).status).toBe(422);
		const stopped = await handOver('192.0.2.1', forged);
		expect(stopped.status).toBe(429);
		expect(Number(stopped.headers.get('retry-after'))).toBeLessThanOrEqual(60);
		for (let n = 0; n < 20; n++) expect((await handOver(`192.0.2.${String(2 + n)}`, forged)).status).toBe(422);
		expect((await handOver('192.0.2.99', forged)).status).toBe(429);
		shop.ports.advance(61_000);
		expect(await recoverHeld(tablet.context, [held])).toEqual(handed([held]));
		expect(await shop.count('sales')).toBe(1);
	});

	it('are no matter for whoever brings a long journal in many calls', async () => {
		const tablet = new Tablet(shop);
		await tablet.enrol();
		await tablet.sell(1);
		tablet.loseKey();
		const [held] = await tablet.held();
		if (!held) throw new Error('nothing is held');
		const events = (await readHeld(tablet.context, held)).lines.map(toWire);
		for (let n = 0; n < 70; n++) {
			const answer = await handOver('192.0.2.1', { deviceId: null, epoch: 1, events });
			expect(answer.status).toBe(200);
		}
	});
});
