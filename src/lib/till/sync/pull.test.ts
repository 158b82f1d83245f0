import { describe, expect, it } from 'vitest';
import type { Change } from '$lib/contract/sync/pull';
import { readerVersion } from '$lib/contract/sync/pull-reader';
import { enrolledRig } from '../../../../tests/support/till-rig';
import { testOffer } from '../../../../tests/support/any-offer';
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

describe('a server that is newer than the app', () => {
	/** What only a later version of the contract has a name for. */
	const later = (kind: string, key: string, data: object) => ({ kind, key, data }) as unknown as Change;
	const hologram = later('hologram', 'h1', { colour: 'green' });

	it('is read but for what is not known, which is noted', async () => {
		const { journal, server, catalogue } = await enrolledRig();
		server.changes = [...rates, hologram];
		expect(await pull(journal, catalogue)).toEqual({ ok: true });
		expect(await catalogue.records('tax_rate')).toHaveLength(3);
		expect((await catalogue.state())?.unread).toEqual({ kinds: ['hologram'], reader: readerVersion });
		server.changes = [...server.changes, later('scent', 's1', {}), ...rates.slice(0, 1)];
		expect(await pull(journal, catalogue)).toEqual({ ok: true });
		expect(await catalogue.state()).toMatchObject({ cursor: 6, unread: { kinds: ['hologram', 'scent'] } });
	});

	it('is loaded anew, once, by the app that can read more', async () => {
		const { journal, server, catalogue } = await enrolledRig();
		server.changes = [...rates, hologram];
		await pull(journal, catalogue);
		const state = await catalogue.state();
		if (!state) throw new Error('nothing was pulled');
		await catalogue.apply([], { ...state, unread: { kinds: ['tax_rate'], reader: readerVersion - 1 } });
		const snapshots = () => server.calls.filter((path) => path.includes('/snapshot')).length;
		const before = snapshots();
		await pull(journal, catalogue);
		expect(snapshots()).toBeGreaterThan(before);
		const after = snapshots();
		await pull(journal, catalogue);
		expect(snapshots()).toBe(after);
	});

	it('withdraws an offer whose new form is not known', async () => {
		const { journal, server, catalogue } = await enrolledRig();
		const known = testOffer({ id: 'o1' });
		server.changes = [{ kind: 'offer', key: 'o1', data: known }];
		await pull(journal, catalogue);
		expect(await catalogue.records('offer')).toHaveLength(1);
		const effect = { kind: 'discount', form: 'by_the_moon', phase: 'full' };
		server.changes = [...server.changes, later('offer', 'o1', { ...known, version: 2, effect })];
		expect(await pull(journal, catalogue)).toEqual({ ok: true });
		expect(await catalogue.records('offer')).toEqual([]);
		expect((await catalogue.state())?.unread?.kinds).toEqual(['offer']);
	});

	it('does not pass as readable when it answers nonsense', async () => {
		const { journal, server, catalogue } = await enrolledRig();
		server.changes = [later('tax_rate', 'a', { id: 5 })];
		expect(await pull(journal, catalogue)).toMatchObject({ ok: false, kind: 'unreadable' });
	});
});
