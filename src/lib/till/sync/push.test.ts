import { describe, expect, it } from 'vitest';
import { enrolledRig } from '../../../../tests/support/till-rig';
import { append, type JournalContext } from '../journal/append';
import { openOrderedEpoch } from './epoch';
import { countPending } from './pending';
import { push } from './push';
import { pull } from './pull';

function ring(journal: JournalContext, times: number) {
	const draft = { type: 'drawer.opened', body: { reason: 'no_sale' }, staffId: null } as const;
	return Promise.all(Array.from({ length: times }, () => append(journal, () => draft)));
}

describe('pushing the journal', () => {
	it('brings every event to the server once, in order', async () => {
		const { journal, server } = await enrolledRig();
		await ring(journal, 5);
		expect(await push(journal)).toEqual({ ok: true, sent: 7 });
		expect(server.epochs.get(1)?.events.map((event) => event.seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
		expect(await countPending(journal)).toBe(0);
	});

	it('sends again what was applied when the answer was lost, and doubles nothing', async () => {
		const { journal, server } = await enrolledRig();
		server.after = (path) => (path.endsWith('push') ? new TypeError('connection reset') : null);
		expect(await push(journal)).toMatchObject({ ok: false, kind: 'unreachable' });
		server.after = () => null;
		expect(await push(journal)).toEqual({ ok: true, sent: 2 });
		expect(server.epochs.get(1)?.events).toHaveLength(2);
	});

	it.each([
		[
			'a captive portal',
			() => new Response('<html>Sign in</html>', { headers: { 'content-type': 'text/html' } }),
			'unreadable'
		],
		['a busy server', () => new Response('', { status: 503, headers: { 'retry-after': '7' } }), 'busy'],
		['JSON of another shape', () => Response.json({ hello: 1 }), 'unreadable']
	])('keeps everything for later after %s', async (_, answer, kind) => {
		const { journal, server } = await enrolledRig();
		server.before = (path) => (path.endsWith('push') ? answer() : null);
		expect(await push(journal)).toMatchObject({ ok: false, kind });
		expect(await countPending(journal)).toBe(2);
	});

	it('asks for a new session when the server forgot the old one', async () => {
		const { journal, server } = await enrolledRig();
		await push(journal);
		server.forgetTokens();
		await ring(journal, 1);
		expect(await push(journal)).toEqual({ ok: true, sent: 1 });
	});

	it('moves on past a quarantined event and keeps its case', async () => {
		const { journal, server, store } = await enrolledRig();
		const [poison] = await ring(journal, 1);
		if (poison?.ok) server.quarantine.add(poison.row.hash);
		await ring(journal, 1);
		expect(await push(journal)).toEqual({ ok: true, sent: 4 });
		expect(await store.cases()).toMatchObject([{ epoch: 1, seq: 3, result: 'quarantined' }]);
	});

	it('sends again from the head of a server that was restored', async () => {
		const { journal, server } = await enrolledRig();
		await ring(journal, 4);
		await push(journal);
		server.epochs.get(1)?.events.splice(3);
		server.generation = 2;
		await push(journal);
		expect(server.epochs.get(1)?.events).toHaveLength(6);
	});

	it('sends a former epoch again when a server comes back without it', async () => {
		const { journal, server, store } = await enrolledRig();
		await ring(journal, 3);
		await push(journal);
		await store.updateSync({ order: 'lost_events' });
		await openOrderedEpoch(journal);
		await push(journal);
		// The backup was made before the last two events of the first epoch.
		server.epochs.get(1)?.events.splice(3);
		server.generation = 2;
		await push(journal);
		await push(journal);
		expect(server.epochs.get(1)?.events).toHaveLength(5);
	});

	it('opens a new epoch after a fork and goes on there', async () => {
		const { journal, server, store } = await enrolledRig();
		await push(journal);
		server.epochs.get(1)?.events.push({ seq: 3, text: '{}', hash: 'x'.repeat(43) });
		await ring(journal, 2);
		await push(journal);
		expect((await store.sync()).order).toBe('fork');
		expect(await openOrderedEpoch(journal)).toEqual({ ok: true, epoch: 2 });
		await ring(journal, 1);
		await push(journal);
		expect(server.epochs.get(2)?.events.map((event) => (JSON.parse(event.text) as { type: string }).type)).toEqual([
			'epoch.opened',
			'drawer.opened'
		]);
	});
});

describe('pulling', () => {
	const product = (id: string, name: string) => ({
		kind: 'product' as const,
		key: id,
		data: {
			id,
			sku: id,
			name,
			groupId: null,
			priceMinor: 250,
			taxRateId: 'standard',
			sellBy: 'piece' as const,
			unit: 'H87',
			codes: [],
			minimumPriceMinor: null,
			favourite: false,
			imageUrl: null
		}
	});
	const ids = Array.from({ length: 5 }, (_, n) => `00000000-0000-7000-8000-00000000000${String(n)}`);

	it('loads a snapshot in pages and then only what changed', async () => {
		const { journal, server, catalogue } = await enrolledRig();
		server.changes = ids.map((id) => product(id, `Bun ${id.slice(-1)}`));
		expect(await pull(journal, catalogue)).toEqual({ ok: true });
		expect((await catalogue.chunks()).flatMap((chunk) => chunk.products)).toHaveLength(5);
		server.changes.push(product(ids[0] ?? '', 'Roll'), { kind: 'product', key: ids[1] ?? '', data: null });
		expect(await pull(journal, catalogue)).toEqual({ ok: true });
		const names = (await catalogue.chunks()).flatMap((chunk) => chunk.products.map((one) => one.name)).sort();
		expect(names).toEqual(['Bun 2', 'Bun 3', 'Bun 4', 'Roll']);
	});

	it('loads everything anew when the server does not know its position', async () => {
		const { journal, server, catalogue } = await enrolledRig();
		server.changes = ids.map((id) => product(id, 'Bun'));
		await pull(journal, catalogue);
		server.changes = [product(ids[4] ?? '', 'Bun')];
		expect(await pull(journal, catalogue)).toEqual({ ok: true });
		expect((await catalogue.chunks()).flatMap((chunk) => chunk.products)).toHaveLength(1);
	});

	it('loads everything anew when the server was restored', async () => {
		const { journal, server, catalogue } = await enrolledRig();
		server.changes = ids.map((id) => product(id, 'Bun'));
		await pull(journal, catalogue);
		server.generation = 2;
		server.changes = [product(ids[4] ?? '', 'Bun')];
		expect(await pull(journal, catalogue)).toEqual({ ok: true });
		expect((await catalogue.chunks()).flatMap((chunk) => chunk.products)).toHaveLength(1);
	});
});
