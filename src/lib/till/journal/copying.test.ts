import { describe, expect, it } from 'vitest';
import { MemoryFolder } from '../../../../tests/support/memory-folder';
import { enrolledRig } from '../../../../tests/support/till-rig';
import { memoryMarks } from '../memory-ports';
import { afterSync } from '../sync/afterwards';
import { push } from '../sync/push';
import { append, type JournalContext } from './append';
import { copyLine, readWitnesses } from './copying';
import { Segments } from './segments';
import { startUp } from './start-up';

let names = 0;
const drawer = { type: 'drawer.opened', body: { reason: 'no_sale' }, staffId: null } as const;
const ring = (journal: JournalContext) => append(journal, () => drawer);

async function rig() {
	const folder = new MemoryFolder();
	const newCopies = () => new Segments(folder, () => `n${String(++names)}`);
	const texts = new Map<string, string>();
	const made = await enrolledRig({ marks: memoryMarks(texts) }, newCopies());
	const { deviceId } = made.device;
	return {
		...made,
		folder,
		texts,
		restarted: (): JournalContext => ({ ...made.journal, copies: newCopies() }),
		/** What a browser finds in the files, whatever was written how often. */
		copied: async () => (await newCopies().read(deviceId, 1, 1)).map(({ seq }) => seq)
	};
}

describe('the copy in files', () => {
	it('gets the entry that one failed write left out, with the next append', async () => {
		const { journal, folder, copied } = await rig();
		folder.isFull = true;
		expect(await ring(journal)).toMatchObject({ ok: true, witnesses: { copy: false, mark: true } });
		expect(await readWitnesses(journal)).toEqual({ mark: true, copy: 'behind', missing: 1 });
		folder.isFull = false;
		expect(await ring(journal)).toMatchObject({ ok: true, witnesses: { copy: true } });
		expect(await copied()).toEqual([1, 2, 3, 4]);
		expect(await readWitnesses(journal)).toEqual({ mark: true, copy: 'whole', missing: 0 });
	});

	it('is whole again after the next start, also when a later entry hides the hole', async () => {
		const { journal, restarted, copied } = await rig();
		await ring({ ...journal, copies: null });
		const last = await ring({ ...journal, copies: null });
		if (!last.ok) throw new Error(last.code);
		// The tab went down between the newest entry's line and what was missing before it.
		const { deviceId = '', tillId = '' } = (await journal.store.device()) ?? {};
		await journal.copies?.write({ deviceId, tillId, epoch: 1 }, [copyLine(last.row)]);
		expect(await copied()).toEqual([1, 2, 4]);
		const context = restarted();
		expect(await startUp(context)).toMatchObject({ kind: 'ready', witnesses: { copy: { seq: 4 } } });
		expect(await copied()).toEqual([1, 2, 3, 4]);
		expect(await readWitnesses(context)).toMatchObject({ copy: 'whole' });
	});

	it('is told to be behind from the first entry of an epoch on', async () => {
		const folder = new MemoryFolder();
		folder.isFull = true;
		const { journal } = await enrolledRig({}, new Segments(folder, () => `n${String(++names)}`));
		expect(await readWitnesses(journal)).toEqual({ mark: true, copy: 'behind', missing: 2 });
		folder.isFull = false;
		await ring(journal);
		expect(await readWitnesses(journal)).toMatchObject({ copy: 'whole' });
	});

	it('does not wait for a sale: a round of sync mends it, also without a network', async () => {
		const { journal, folder, catalogue, copied } = await rig();
		folder.isFull = true;
		await ring(journal);
		folder.isFull = false;
		await afterSync({ ...journal, catalogue }, []);
		expect(await copied()).toEqual([1, 2, 3]);
	});

	it('of a former epoch is mended as well', async () => {
		const { journal, folder, store, server, catalogue } = await rig();
		await push(journal);
		folder.isFull = true;
		await ring(journal);
		folder.isFull = false;
		await store.updateSync({ order: 'lost_events' });
		await afterSync({ ...journal, catalogue }, []);
		expect(server.epochs.size).toBe(2);
		expect(await readWitnesses(journal)).toEqual({ mark: true, copy: 'whole', missing: 0 });
		expect((await journal.copies?.read(server.deviceId, 1, 1))?.map(({ seq }) => seq)).toEqual([1, 2, 3]);
	});

	it('that lost its files is written again at the start, as far as it is in no backup', async () => {
		const { journal, folder, server, restarted, copied } = await rig();
		await push(journal);
		await ring(journal);
		folder.files.clear();
		await startUp(restarted());
		// Acknowledged is not enough: the server may be put back to before it.
		expect(await copied()).toEqual([1, 2, 3]);
		server.backup = { epoch: 1, seq: 2, at: new Date().toISOString() };
		await push(journal);
		folder.files.clear();
		await startUp(restarted());
		expect(await copied()).toEqual([3]);
	});

	it('of a till from before the note of how far it is whole is compared once, entry by entry', async () => {
		const { journal, folder, texts, restarted, copied } = await rig();
		await ring(journal);
		await ring(journal);
		texts.delete('tillit-copied');
		for (const [name, text] of folder.files) {
			const holed = text.split('\n').filter((line) => !line.startsWith('{"epoch":1,"seq":3,'));
			folder.files.set(name, holed.join('\n'));
		}
		await startUp(restarted());
		expect(await copied()).toEqual([1, 2, 3, 4]);
	});
});
