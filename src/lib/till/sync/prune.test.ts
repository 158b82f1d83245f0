import { describe, expect, it } from 'vitest';
import { enrolledRig } from '../../../../tests/support/till-rig';
import { append, type JournalContext } from '../journal/append';
import type { JournalStore } from '../journal/store';
import { prune } from './prune';
import { push } from './push';

const draft = { type: 'drawer.opened', body: { reason: 'no_sale' }, staffId: null } as const;
async function ring(journal: JournalContext, times: number) {
	for (let n = 0; n < times; n++) await append(journal, () => draft);
}
const held = async (store: JournalStore, epoch = 1) => (await store.events(epoch, 1, 999)).map(({ seq }) => seq);

describe('forgetting', () => {
	it('lets go of what is acknowledged and in a backup, and of nothing else', async () => {
		const { journal, server, store } = await enrolledRig();
		await ring(journal, 4);
		server.backup = { epoch: 1, seq: 4, at: new Date().toISOString() };
		await push(journal);
		await ring(journal, 2);
		await prune(journal);
		expect(await held(store)).toEqual([5, 6, 7, 8]);
	});

	it('keeps what a backup has and the server lost again', async () => {
		const { journal, server, store } = await enrolledRig();
		await ring(journal, 4);
		server.backup = { epoch: 1, seq: 6, at: new Date().toISOString() };
		await push(journal);
		server.epochs.get(1)?.events.splice(3);
		await store.saveProgress({ epoch: 1, ackedSeq: 3, confirmedSeq: 3, backedUpSeq: 6, givenUpBelow: 0 }, []);
		await prune(journal);
		expect(await held(store)).toEqual([4, 5, 6]);
	});

	it('keeps everything young where no backup was ever made', async () => {
		const { journal, store } = await enrolledRig();
		await ring(journal, 4);
		await push(journal);
		await prune(journal);
		expect(await held(store)).toEqual([1, 2, 3, 4, 5, 6]);
	});

	it('without a backup lets go of what is older than 90 days and beyond 50,000, a step at a time', async () => {
		const { journal, store, db } = await enrolledRig();
		const old = '2020-01-01T00:00:00.000Z';
		const [first] = await store.events(1, 1, 1);
		if (!first) throw new Error('no event');
		const rows = Array.from({ length: 1_500 }, (_, at) => ({ ...first, seq: at + 1, at: old }));
		await db.events.bulkPut(rows);
		const head = await store.head();
		if (!head) throw new Error('no head');
		await db.heads.put({ ...head, seq: 51_200 });
		await db.events.put({ ...first, seq: 51_200, at: new Date().toISOString() });
		await store.saveProgress({ epoch: 1, ackedSeq: 51_200, confirmedSeq: 0, backedUpSeq: 0, givenUpBelow: 0 }, []);
		await prune(journal);
		expect((await store.events(1, 1, 1))[0]?.seq).toBe(1_001);
		await prune(journal);
		expect((await store.events(1, 1, 1))[0]?.seq).toBe(1_201);
		await prune(journal);
		expect((await store.events(1, 1, 1))[0]?.seq).toBe(1_201);
	});

	it('lets go of a former epoch that is in a backup', async () => {
		const { journal, server, store } = await enrolledRig();
		await ring(journal, 1);
		await push(journal);
		const former = await store.head();
		if (!former) throw new Error('no head');
		server.backup = { epoch: 2, seq: 0, at: new Date().toISOString(), former: [{ epoch: 1, seq: 3 }] };
		await push(journal);
		await prune(journal);
		expect(await held(store)).toEqual([3]);
	});
});
