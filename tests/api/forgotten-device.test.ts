/** A tablet whose enrolment a restored server has forgotten, through the real endpoints. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decideHeldPush } from '../../src/lib/server/journal/held-push';
import { enrol } from '../../src/lib/till/device/enrol';
import { recoverHeld } from '../../src/lib/till/journal/recover';
import { enrolment, handed, numbersIn, Tablet } from '../support/tablet';
import { shopIds, TestShop } from '../support/test-shop';

let shop: TestShop;
beforeEach(async () => {
	shop = await TestShop.open();
});
afterEach(() => shop.close());

describe('a server restored from before the enrolment', () => {
	/** As a backup from before the enrolment would leave it. */
	async function forgetDevices(): Promise<void> {
		const facts = ['stock_movements', 'sale_tenders', 'sale_taxes', 'sale_lines', 'sales', 'journal_events'];
		const tables = [...facts, 'epochs', 'till_sessions', 'card_leases', 'devices'];
		await shop.rows(`
			${tables.map((table) => `ALTER TABLE ${table} DISABLE TRIGGER USER; DELETE FROM ${table};`).join('\n')}
			${tables.map((table) => `ALTER TABLE ${table} ENABLE TRIGGER USER;`).join('\n')}
			UPDATE installation SET generation = generation + 1`);
	}

	it('is told of by the till, and after a new code gets its whole journal, each sale once', async () => {
		const tablet = new Tablet(shop);
		await tablet.enrol();
		await tablet.sell(3);
		await tablet.send();
		const former = tablet.disk.device?.deviceId;
		await forgetDevices();
		await tablet.sell(2);
		const refused = await tablet.send();
		expect(refused).toMatchObject({ ok: false, kind: 'refused', code: 'till_unknown' });
		expect(await enrol(tablet.context, enrolment(await shop.code()))).toMatchObject({ code: 'already_enrolled' });
		await tablet.context.store.updateSync({ lastError: 'till_unknown' });
		await tablet.enrol();
		await tablet.sell(1);
		expect(await tablet.send()).toMatchObject({ ok: true });
		const heads = (await tablet.context.copies?.heads()) ?? [];
		const held = heads
			.filter(({ origin }) => origin.deviceId === former)
			.map(({ origin, last }) => ({ ...origin, lastSeq: last?.seq ?? 0, state: 'waiting' as const }));
		expect(await recoverHeld(tablet.context, held)).toEqual(handed(held));
		expect(await numbersIn(shop)).toEqual([
			...[1, 2, 3, 4, 5].map((n) => `S01T01-1-00000${String(n)}`),
			'S01T01-2-000001'
		]);
		expect(await shop.rows(`SELECT action, object FROM audit_log WHERE action = 'device.readmitted'`)).toEqual([
			{ action: 'device.readmitted', object: former }
		]);
	});

	it('is handed a journal that no file could take', async () => {
		const tablet = new Tablet(shop, true);
		await tablet.enrol();
		await tablet.sell(3);
		await tablet.send();
		await forgetDevices();
		await tablet.sell(1);
		await tablet.context.store.updateSync({ lastError: 'till_unknown' });
		await tablet.enrol();
		const held = await tablet.heldBeside();
		expect(await recoverHeld(tablet.context, held)).toEqual(handed(held));
		expect(await numbersIn(shop)).toEqual([1, 2, 3, 4].map((n) => `S01T01-1-00000${String(n)}`));
	});

	it('takes the rest of a journal whose beginning the till has let go of, with a case', async () => {
		const tablet = new Tablet(shop);
		await tablet.enrol();
		await tablet.sell(4);
		await tablet.send();
		await forgetDevices();
		await tablet.context.store.prune(1, 4);
		tablet.folder.files.clear();
		await tablet.context.store.updateSync({ lastError: 'till_unknown' });
		await tablet.context.store.updateSync({ token: null });
		const former = tablet.disk.device;
		tablet.start();
		await tablet.enrol();
		const held = [
			{
				deviceId: former?.deviceId ?? '',
				tillId: former?.tillId ?? '',
				epoch: 1,
				lastSeq: 6,
				state: 'waiting' as const
			}
		];
		expect(await recoverHeld(tablet.context, held)).toEqual(handed(held));
		expect(await numbersIn(shop)).toEqual([3, 4].map((n) => `S01T01-1-00000${String(n)}`));
		expect(await shop.count('cases')).toBe(1);
	});

	async function bookHeld(): Promise<void> {
		for (const { id } of await shop.rows<{ id: string }>(`SELECT id FROM held_pushes ORDER BY received_at, id`)) {
			const wish = { id, decision: 'booked', staffId: shopIds.manager } as const;
			expect(await decideHeldPush(shop.db, shop.ports, wish)).toMatchObject({ ok: true });
		}
	}

	/** The tablet is made another till, and hands over what it holds of its former one. */
	async function becomeAnotherTill(tablet: Tablet): Promise<void> {
		await tablet.context.store.updateSync({ lastError: 'till_unknown' });
		const former = tablet.disk.device;
		expect(await enrol(tablet.context, enrolment(await shop.code(shopIds.tillB)))).toMatchObject({ ok: true });
		await tablet.sell(1);
		expect(await tablet.send()).toMatchObject({ ok: true });
		const held = await tablet.heldBeside();
		expect(held.map(({ deviceId }) => deviceId)).toEqual([former?.deviceId]);
		expect(await recoverHeld(tablet.context, held)).toEqual(handed(held));
	}

	it('keeps the journal of what was another till for a manager, who books it once', async () => {
		const tablet = new Tablet(shop, true);
		await tablet.enrol();
		await tablet.sell(2);
		await forgetDevices();
		await becomeAnotherTill(tablet);
		expect(await numbersIn(shop)).toEqual(['S01T02-1-000001']);
		expect(await shop.count('held_pushes')).toBeGreaterThan(0);
		await bookHeld();
		expect(await numbersIn(shop)).toEqual(['S01T01-1-000001', 'S01T01-1-000002', 'S01T02-1-000001']);
	});

	it('makes a till again that it has forgotten, under another code when that is taken', async () => {
		const tablet = new Tablet(shop, true);
		await tablet.enrol();
		await tablet.sell(1);
		await forgetDevices();
		await shop.rows(
			`DELETE FROM enrolment_codes; UPDATE tills SET id = gen_random_uuid() WHERE id = '${shopIds.tillA}'`
		);
		await becomeAnotherTill(tablet);
		await bookHeld();
		expect(await numbersIn(shop)).toEqual(['S01T01-1-000001', 'S01T02-1-000001']);
		expect(await shop.rows(`SELECT code FROM tills WHERE id = '${shopIds.tillA}'`)).toEqual([{ code: 'S01T01B' }]);
	});
});
