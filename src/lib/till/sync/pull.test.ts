import { describe, expect, it } from 'vitest';
import type { Change } from '$lib/contract/sync/pull';
import { enrolledRig } from '../../../../tests/support/till-rig';
import { pull } from './pull';

const rates: Change[] = ['a', 'b', 'c'].map((key) => ({
	kind: 'tax_rate',
	key,
	data: { id: key, name: key, letter: 'A', rateBp: 1900 }
}));

describe('a first load', () => {
	it('counts as contact from its first page on, before anybody sees the people it brought', async () => {
		const { journal, server, catalogue, store, ports } = await enrolledRig();
		server.changes = rates;
		expect((await store.sync()).lastPullAt).toBeNull();
		const seen: Promise<unknown>[] = [];
		ports.bus.listen((message) => {
			if (message.kind === 'catalogue') seen.push(store.sync().then(({ lastPullAt }) => lastPullAt));
		});
		let pages = 0;
		server.before = (path) =>
			path.startsWith('/api/sync/snapshot') && ++pages > 1 ? new TypeError('the network went away') : null;
		expect(await pull(journal, catalogue)).toMatchObject({ ok: false });
		expect(await Promise.all(seen)).toEqual([expect.any(String)]);
	});

	it('that comes again makes the list of people fresh only at its end', async () => {
		const { journal, server, catalogue, store } = await enrolledRig();
		server.changes = rates;
		const before = '2026-11-20T08:00:00.000Z';
		await store.updateSync({ lastPullAt: before });
		let pages = 0;
		server.before = (path) =>
			path.startsWith('/api/sync/snapshot') && ++pages > 1 ? new TypeError('the network went away') : null;
		await pull(journal, catalogue);
		expect((await store.sync()).lastPullAt).toBe(before);
		server.before = () => null;
		expect(await pull(journal, catalogue)).toEqual({ ok: true });
		expect((await store.sync()).lastPullAt).not.toBe(before);
	});
});
