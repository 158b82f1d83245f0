/** A new epoch: at enrolment, or when the server (or this device) finds that the old chain cannot go on. */
import type { EventBody } from '$lib/contract/sync/bodies';
import { epochAnswer, type EpochGrant } from '$lib/contract/sync/till';
import { append, type Appended, type AppendRefusal, type JournalContext } from '../journal/append';
import { call, type Failure } from './call';
import { giveUp } from './lost';
import { findMissing } from './pending';
import { withSession } from './session';

type Opening = EventBody<'epoch.opened'>;

/** Writes the first event of an epoch; it names what came before. */
export function openEpoch(
	context: JournalContext,
	grant: EpochGrant,
	opening: Opening
): Promise<Appended | AppendRefusal> {
	return append(context, () => ({ type: 'epoch.opened', body: opening, staffId: null }), grant);
}

export type EpochOutcome = { ok: true; epoch: number } | Failure | AppendRefusal | { ok: false; kind: 'nothing_to_do' };

/** Carries out the order for a new epoch that a push left behind. Needs the network; only a page can do it. */
export function openOrderedEpoch(context: JournalContext): Promise<EpochOutcome> {
	const { ports, store } = context;
	return ports.locks.request('epoch', {}, async (): Promise<EpochOutcome> => {
		const { device, head, sync } = await store.standing();
		if (!device || !head || !sync.order) return { ok: false, kind: 'nothing_to_do' };
		const reason = sync.order;
		const former = {
			formerEpoch: head.epoch,
			formerHeadSeq: head.seq,
			formerHeadHash: head.seq > 0 ? head.hash : null
		};
		const answer = await withSession(context, (token) =>
			call(ports, {
				method: 'POST',
				path: '/api/till/epoch',
				answer: epochAnswer,
				token,
				body: { reason, ...former }
			})
		);
		if (!answer.ok) return answer;
		const { grant } = answer.value;
		const missing = (await findMissing(store, head.epoch)) ?? { missingFromSeq: null, missingToSeq: null };
		// Before the event that names it: the order stays until then, and a stop in between leaves nothing to wait for.
		if (missing.missingToSeq !== null) await giveUp(context, head.epoch, missing.missingToSeq);
		const opened = await openEpoch(context, grant, { reason, deviceId: device.deviceId, ...former, ...missing });
		if (!opened.ok) return opened;
		await store.updateSync({ order: null });
		return { ok: true, epoch: grant.epoch };
	});
}
