import { describe, expect, it } from 'vitest';
import { MemoryFolder } from '../../../../tests/support/memory-folder';
import { enrolledRig } from '../../../../tests/support/till-rig';
import { DeskStore } from '../db/desk-store';
import { append } from '../journal/append';
import { readEnd, readMark } from '../journal/mark';
import { Segments } from '../journal/segments';
import { startTill } from '../journal/started';
import { afterSync } from './afterwards';
import { countPending } from './pending';
import { syncOnce } from './run';

let names = 0;
const drawer = { type: 'drawer.opened', body: { reason: 'no_sale' }, staffId: null } as const;

async function rig() {
	const folder = new MemoryFolder();
	const copies = () => new Segments(folder, () => `e${String(++names)}`);
	const made = await enrolledRig({}, copies());
	const context = { ...made.journal, catalogue: made.catalogue, desk: new DeskStore(made.db) };
	for (let n = 0; n < 3; n++) await append(made.journal, () => drawer);
	/** As after a restart: another worker for the copies. */
	const restarted = () => ({ ...context, copies: copies() });
	return { ...made, folder, context, restarted };
}

describe('the end of a device', () => {
	it('keeps everything while the server does not have the whole journal', async () => {
		const { context, server, store } = await rig();
		server.deviceState = 'retired';
		await syncOnce(context, true);
		server.before = () => new TypeError('offline');
		await store.saveProgress({ epoch: 1, ackedSeq: 4, confirmedSeq: 4, backedUpSeq: 0, givenUpBelow: 0 }, []);
		expect(await afterSync(context, [])).toMatchObject({ ended: false });
		expect(await store.device()).not.toBeNull();
		expect(await store.countEvents()).toBe(5);
	});

	it('leaves nothing behind once the server has it: rows, copy, mark and catalogue', async () => {
		const { context, server, store, folder, ports, catalogue } = await rig();
		await syncOnce(context, true);
		await append(context, () => drawer);
		server.deviceState = 'retired';
		await syncOnce(context, true);
		expect(server.epochs.get(1)?.events).toHaveLength(6);
		expect(await afterSync(context, [])).toMatchObject({ ended: true });
		expect(await store.device()).toBeNull();
		expect(await store.countEvents()).toBe(0);
		expect(await catalogue.state()).toBeNull();
		expect([...folder.files.keys()]).toEqual([]);
		expect(readMark(ports.marks)).toBeNull();
		expect(await startTill(context)).toMatchObject({ state: 'unenrolled', facts: { held: [] } });
	});

	it('tells of the last entries that are nowhere any more, and then waits for them no longer', async () => {
		const { context, server, store } = await rig();
		await syncOnce(context, true);
		const head = await store.head();
		if (!head) throw new Error('no head');
		// As a start leaves it when the mark alone knows of two more.
		await store.restore([], { ...head, seq: head.seq + 2, hash: 'B'.repeat(43) }, []);
		server.deviceState = 'retired';
		await syncOnce(context, true);
		const sent: unknown[] = [];
		server.before = (_, { body }) => (sent.push(JSON.parse(String(body))), null);
		expect(await afterSync(context, [])).toMatchObject({ ended: true });
		expect(sent).toMatchObject([{ epoch: 1, events: [], lost: [{ epoch: 1, fromSeq: 6, toSeq: 7 }] }]);
	});

	it('keeps waiting while the server has not heard of what is lost', async () => {
		const { context, server, store } = await rig();
		await syncOnce(context, true);
		const head = await store.head();
		if (head) await store.restore([], { ...head, seq: head.seq + 1, hash: 'B'.repeat(43) }, []);
		server.deviceState = 'retired';
		await syncOnce(context, true);
		server.before = () => new TypeError('offline');
		expect(await afterSync(context, [])).toMatchObject({ ended: false });
	});

	it('sends everything a stolen device holds before it forgets, though the head of the server stays', async () => {
		const { context, server, store } = await rig();
		await syncOnce(context, true);
		for (let n = 0; n < 250; n++) await append(context, () => drawer);
		server.deviceState = 'stolen';
		server.forgetTokens();
		await syncOnce(context, true);
		expect(server.heldApart).toHaveLength(250);
		expect(await countPending(context)).toBe(0);
		expect(await afterSync(context, [])).toMatchObject({ ended: true });
		expect(await store.device()).toBeNull();
		expect(readEnd(context.ports.marks)).toBe('stolen');
	});

	it('is done by the next start when no till page was open', async () => {
		const { context, restarted, server, store } = await rig();
		server.deviceState = 'retired';
		// The service worker's round: it knows of the end, and cannot reach the copies and the mark.
		await syncOnce({ ...context, copies: null } as typeof context, true);
		expect(await store.device()).not.toBeNull();
		expect(await startTill(restarted())).toMatchObject({ state: 'unenrolled', facts: { held: [] } });
		expect(await store.device()).toBeNull();
	});

	it('does not take a copy that another tab still held for the journal of a lost key', async () => {
		const { context, restarted, server, folder, store } = await rig();
		server.deviceState = 'retired';
		await syncOnce(context, true);
		const kept = new Map(folder.files);
		await afterSync(context, []);
		for (const [name, text] of kept) folder.files.set(name, text);
		expect(await startTill(restarted())).toMatchObject({ state: 'unenrolled', facts: { held: [] } });
		expect(folder.files.size).toBe(0);
		expect(await store.device()).toBeNull();
	});
});
