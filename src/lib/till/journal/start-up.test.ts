import { describe, expect, it } from 'vitest';
import { MemoryFolder } from '../../../../tests/support/memory-folder';
import { sampleSale } from '../../../../tests/support/sample-sale';
import { enrolledRig, tillRig } from '../../../../tests/support/till-rig';
import { afterSync } from '../sync/afterwards';
import { push } from '../sync/push';
import { append, type JournalContext } from './append';
import { completeSale } from './complete-sale';
import { exportLines } from './export';
import { Segments } from './segments';
import { startUp } from './start-up';

let names = 0;
const newName = () => `n${String(++names)}`;

async function rig() {
	const folder = new MemoryFolder();
	const made = await enrolledRig({}, new Segments(folder, newName));
	/** As after a restart: another worker, which opens a segment of its own. */
	const restarted = (): JournalContext => ({ ...made.journal, copies: new Segments(folder, newName) });
	return { ...made, folder, restarted };
}

const drawer = { type: 'drawer.opened', body: { reason: 'no_sale' }, staffId: null } as const;
const ring = (journal: JournalContext) => append(journal, () => drawer);

describe('the start of a till', () => {
	it('is fresh where nothing was ever written', async () => {
		expect(await startUp(tillRig().journal)).toEqual({ kind: 'fresh' });
	});

	it('is ready when all witnesses agree', async () => {
		const { journal, restarted } = await rig();
		await ring(journal);
		const place = { epoch: 1, seq: 3 };
		const witnesses = { database: place, copy: place, mark: place };
		expect(await startUp(restarted())).toMatchObject({ kind: 'ready', restored: 0, lost: null, witnesses });
	});

	it('of a till whose enrolment was cut off is finished by a later round of sync', async () => {
		const { journal, db, catalogue } = await rig();
		await Promise.all([db.events.clear(), db.heads.clear()]);
		journal.ports.marks?.remove('tillit-high-water');
		const bare = { ...journal, copies: null, catalogue };
		expect(await startUp(bare)).toMatchObject({ kind: 'ready', head: null });
		expect(await afterSync(bare, [])).toMatchObject({ again: true });
		expect(await ring(bare)).toMatchObject({ ok: true, row: { epoch: 1, seq: 3 } });
	});

	it('puts events back that only the copy still has, and goes on behind them', async () => {
		const { journal, restarted, db, server } = await rig();
		await push(journal);
		await ring(journal);
		await ring(journal);
		await db.events.where('[epoch+seq]').above([1, 2]).delete();
		const context = restarted();
		expect(await startUp(context)).toMatchObject({ kind: 'ready', restored: 2, lost: null });
		expect(await ring(context)).toMatchObject({ ok: true, row: { seq: 5 } });
		expect(await push(context)).toEqual({ ok: true, sent: 3 });
		expect(server.epochs.get(1)?.events).toHaveLength(5);
	});

	it('puts everything back when all rows but the key are gone', async () => {
		const { journal, restarted, db } = await rig();
		await ring(journal);
		await Promise.all([db.events.clear(), db.heads.clear(), db.progress.clear()]);
		expect(await startUp(restarted())).toMatchObject({ kind: 'ready', restored: 3, head: { epoch: 1, seq: 3 } });
	});

	it('puts back what stands behind a gap in the copy', async () => {
		const { journal, restarted, db, folder } = await rig();
		await push(journal);
		await ring(journal);
		await ring(journal);
		for (const [name, text] of folder.files) {
			const damaged = text.split('\n').filter((line) => !line.startsWith('{"epoch":1,"seq":3,'));
			folder.files.set(name, damaged.join('\n'));
		}
		await db.events.where('[epoch+seq]').above([1, 2]).delete();
		expect(await startUp(restarted())).toMatchObject({ kind: 'ready', restored: 1, head: { seq: 4 } });
	});

	it('puts a sale back with the token of its receipt, which leaves the device nowhere', async () => {
		const { journal, restarted, db, server } = await rig();
		const basketId = '00000000-0000-7000-8000-000000000001';
		const sold = await completeSale(journal, {
			...{ basketId, saleId: basketId, staffId: basketId, staffName: 'Ada', privateText: null },
			close: ({ vouchers: _, ...place }) => ({ ok: true, body: { ...sampleSale, ...place, basketId } })
		});
		const token = sold.ok ? sold.sale.receiptToken : '-';
		await Promise.all([db.events.clear(), db.heads.clear(), db.sales.clear()]);
		const context = restarted();
		expect(await startUp(context)).toMatchObject({ kind: 'ready', restored: 3 });
		expect(await context.store.sale(basketId)).toMatchObject({ receiptToken: token });
		let sent = '';
		server.before = (_, { body }) => ((sent += String(body)), null);
		expect(await push(context)).toMatchObject({ ok: true, sent: 3 });
		const held = [
			{ deviceId: server.deviceId, tillId: server.tillId, epoch: 1, lastSeq: 3, state: 'waiting' as const }
		];
		const file = await exportLines(context, held);
		expect(file).toContain(basketId);
		expect(sent + file).not.toContain(token);
	});

	it('puts a sale back with its notes, but not with notes that are not its own', async () => {
		const { journal, restarted, db, folder } = await rig();
		const basketId = '00000000-0000-7000-8000-000000000001';
		await completeSale(journal, {
			...{ basketId, saleId: basketId, staffId: basketId, staffName: 'Ada' },
			privateText: { note: 'for Bo', notes: [{ lineNo: 1, text: 'gift wrapped' }] },
			close: ({ vouchers: _, ...place }) => ({ ok: true, body: { ...sampleSale, ...place, basketId } })
		});
		const lose = () => Promise.all([db.events.clear(), db.heads.clear(), db.sales.clear()]);
		await lose();
		const context = restarted();
		await startUp(context);
		const privateText = { note: 'for Bo', notes: [{ lineNo: 1, text: 'gift wrapped' }] };
		expect(await context.store.sale(basketId)).toMatchObject({ privateText });
		await lose();
		for (const [name, text] of folder.files) folder.files.set(name, text.replace('for Bo', 'for Jo'));
		await startUp(restarted());
		expect(await context.store.sale(basketId)).toMatchObject({ privateText: null });
	});

	it('takes a line that was cut off by a crash for not written', async () => {
		const { journal, folder, restarted } = await rig();
		await ring(journal);
		const [name] = [...folder.files.keys()];
		folder.files.set(name ?? '', `${folder.files.get(name ?? '') ?? ''}{"epoch":1,"seq":4,"te`);
		expect(await startUp(restarted())).toMatchObject({ kind: 'ready', restored: 0, witnesses: { copy: { seq: 3 } } });
	});

	it('never starts again at 1: what no witness holds is passed over and named', async () => {
		const { journal, restarted, db, folder, store } = await rig();
		await push(journal);
		await ring(journal);
		await ring(journal);
		await db.events.where('[epoch+seq]').above([1, 2]).delete();
		folder.files.clear();
		const context = restarted();
		expect(await startUp(context)).toMatchObject({ kind: 'ready', lost: { epoch: 1, fromSeq: 3, toSeq: 4 } });
		expect(await ring(context)).toMatchObject({ ok: true, row: { seq: 5 } });
		expect((await store.sync()).order).toBe('lost_events');
	});

	it('holds the journal of a lost key ready to be handed over', async () => {
		const { journal, restarted, db, device } = await rig();
		await ring(journal);
		for (const table of db.tables) await table.clear();
		const held = [
			{ deviceId: device.deviceId, tillId: device.tillId, epoch: 1, lastSeq: 3, state: 'waiting' as const }
		];
		expect(await startUp(restarted())).toMatchObject({ kind: 'key_lost', held, mark: { seq: 3 } });
	});

	it('holds events that outlived their key, with neither a copy nor a mark to tell of them', async () => {
		const { journal, db, device, ports } = await enrolledRig();
		await ring(journal);
		await db.device.clear();
		const bare: JournalContext = { ...journal, copies: null, ports: { ...ports, marks: null } };
		const held = [
			{ deviceId: device.deviceId, tillId: device.tillId, epoch: 1, lastSeq: 3, state: 'waiting' as const }
		];
		expect(await startUp(bare)).toEqual({ kind: 'key_lost', held, mark: null });
		expect(await startUp(bare)).toEqual({ kind: 'key_lost', held, mark: null });
		expect((await exportLines(bare, held)).trim().split('\n')).toHaveLength(3);
	});

	it('knows whose events they are even without the heads', async () => {
		const { journal, db, device, ports } = await enrolledRig();
		await Promise.all([db.device.clear(), db.heads.clear()]);
		const found = await startUp({ ...journal, copies: null, ports: { ...ports, marks: null } });
		expect(found).toMatchObject({ kind: 'key_lost', held: [{ deviceId: device.deviceId, lastSeq: 2 }] });
	});
});
