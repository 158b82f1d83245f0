/** A new epoch: at enrolment, or when the server (or this device) finds that the old chain cannot go on. */
import type { EventBody } from '$lib/contract/sync/bodies';
import { epochAnswer, type EpochGrant } from '$lib/contract/sync/till';
import { append, type Appended, type AppendRefusal, type JournalContext } from '../journal/append';
import { call, type Failure } from './call';
import { withSession } from './session';
import { progressOf } from './watermark';

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
		const missing = await missingRange(context, head.epoch);
		const opened = await openEpoch(context, grant, { reason, deviceId: device.deviceId, ...former, ...missing });
		if (!opened.ok) return opened;
		await giveUp(context, head.epoch, missing.missingToSeq);
		await store.updateSync({ order: null });
		return { ok: true, epoch: grant.epoch };
	});
}

/** The range is on record now; nobody waits for it any more. */
async function giveUp({ store }: JournalContext, epoch: number, missingToSeq: number | null): Promise<void> {
	if (missingToSeq === null) return;
	const row = progressOf(await store.progress(), epoch);
	await store.saveProgress({ ...row, givenUpBelow: Math.max(row.givenUpBelow, missingToSeq + 1) }, []);
}

/** What the server lacks of an epoch and this device no longer holds. */
async function missingRange(
	{ store }: JournalContext,
	epoch: number
): Promise<{ missingFromSeq: number | null; missingToSeq: number | null }> {
	const none = { missingFromSeq: null, missingToSeq: null };
	const { ackedSeq } = progressOf(await store.progress(), epoch);
	const [firstHeld] = await store.events(epoch, ackedSeq + 1, 1);
	if (firstHeld?.seq === ackedSeq + 1) return none;
	if (!firstHeld) {
		const head = (await store.heads()).find((row) => row.epoch === epoch);
		return head && head.seq > ackedSeq ? { missingFromSeq: ackedSeq + 1, missingToSeq: head.seq } : none;
	}
	return { missingFromSeq: ackedSeq + 1, missingToSeq: firstHeld.seq - 1 };
}
