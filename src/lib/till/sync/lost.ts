/** The end of an epoch that is nowhere any more, told to the server where no new epoch will name it. */
import { pushAnswer } from '$lib/contract/sync/push';
import { call } from './call';
import { findMissing } from './pending';
import { progressOf } from './progress';
import { tillReport } from './push';
import { withSession, type SyncContext } from './session';

/** For epochs below `below`: former ones, or all of a device that ended. Waits for nothing that is still here. */
export async function tellLost(context: SyncContext, below = Infinity): Promise<void> {
	const { ports, store } = context;
	for (const { epoch, seq } of await store.heads()) {
		const row = progressOf(await store.progress(), epoch);
		if (epoch >= below || row.ackedSeq >= seq || row.givenUpBelow > seq) continue;
		const [waiting] = await store.events(epoch, row.ackedSeq + 1, 1);
		const missing = waiting ? null : await findMissing(store, epoch);
		if (!missing) continue;
		const lost = [{ epoch, fromSeq: missing.missingFromSeq, toSeq: missing.missingToSeq }];
		const report = await tillReport(context);
		const told = await withSession(context, (token) => {
			const body = { epoch, events: [], report, lost };
			return call(ports, { method: 'POST', path: '/api/sync/push', answer: pushAnswer, body, token });
		});
		if (told.ok) await giveUp(context, epoch, missing.missingToSeq);
	}
}

/** Nobody waits for it any more. */
export async function giveUp({ store }: SyncContext, epoch: number, throughSeq: number): Promise<void> {
	const row = progressOf(await store.progress(), epoch);
	await store.saveProgress({ ...row, givenUpBelow: Math.max(row.givenUpBelow, throughSeq + 1) }, []);
}
