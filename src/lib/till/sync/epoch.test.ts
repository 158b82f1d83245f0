import { expect, it } from 'vitest';
import { enrolledRig } from '../../../../tests/support/till-rig';
import { append } from '../journal/append';
import { startUp } from '../journal/start-up';
import { openOrderedEpoch } from './epoch';
import { readSyncFacts } from './facts';
import { countPending } from './pending';
import { push } from './push';

it('names everything up to the head that was lost, and waits for it no more', async () => {
	const { journal, store, db } = await enrolledRig();
	await push(journal);
	for (let n = 0; n < 2; n++) {
		await append(journal, () => ({ type: 'drawer.opened', body: { reason: 'no_sale' }, staffId: null }));
	}
	await db.events.where('[epoch+seq]').above([1, 2]).delete();
	expect(await startUp(journal)).toMatchObject({ lost: { epoch: 1, fromSeq: 3, toSeq: 4 } });
	expect(await openOrderedEpoch(journal)).toMatchObject({ ok: true });
	const [opened] = await store.events(2, 1, 1);
	expect(JSON.parse(opened?.text ?? '')).toMatchObject({ body: { missingFromSeq: 3, missingToSeq: 4 } });
	await push(journal);
	expect(await countPending(journal)).toBe(0);
	expect((await readSyncFacts(store, { isOnline: true, hasLoss: false })).pending).toBe(0);
});

it('names what was lost behind events that are still here, and waits for those', async () => {
	const { journal, store, db } = await enrolledRig();
	await push(journal);
	for (let n = 0; n < 5; n++) {
		await append(journal, () => ({ type: 'drawer.opened', body: { reason: 'no_sale' }, staffId: null }));
	}
	// 3 and 5 stay; 4, 6 and 7 are gone.
	for (const seq of [4, 6, 7]) await db.events.delete([1, seq]);
	await startUp(journal);
	expect(await openOrderedEpoch(journal)).toMatchObject({ ok: true });
	const [opened] = await store.events(2, 1, 1);
	expect(JSON.parse(opened?.text ?? '')).toMatchObject({ body: { missingFromSeq: 4, missingToSeq: 7 } });
	// What is here waits, though it lies in the range: a device that ends now must not forget it.
	expect(await countPending(journal)).toBe(3);
});
