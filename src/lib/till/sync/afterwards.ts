/** What follows a round of sync and only a page can do: it writes into the journal, or touches the copies and the mark. */
import type { JournalContext } from '../journal/append';
import { finishEnrolment } from '../device/enrol';
import { mendCopy, readWitnesses } from '../journal/copying';
import { underLock } from '../journal/lock';
import { handOverRest, recoverHeld } from '../journal/recover';
import type { HeldJournal } from '../journal/held';
import { endDevice, type EndContext } from './end-device';
import { openOrderedEpoch } from './epoch';
import { tellLost } from './lost';
import { progressOf } from './progress';

export type Afterwards = {
	/** The device's life as a till is over and nothing of it is here any more. */
	ended: boolean;
	/** There is something new to send. */
	again: boolean;
	/** What is held of former devices from now on. */
	held: readonly HeldJournal[];
};

const lockWaitMs = 2_000;

export async function afterSync(context: EndContext, held: readonly HeldJournal[]): Promise<Afterwards> {
	const { store } = context;
	const { device, head, sync } = await store.standing();
	const left = held.length > 0 ? await recoverHeld(context, held) : [];
	if (!device) return { ended: false, again: false, held: left };
	if (sync.deviceState !== 'active') {
		// A retired device gets no new epoch; what it holds behind a gap goes the way of a lost key.
		if (sync.deviceState === 'retired' && sync.order !== null) await handOverRest(context, device.deviceId);
		if (sync.deviceState === 'retired') await tellLost(context);
		return { ended: await endDevice(context), again: false, held: left };
	}
	// Enrolment was cut off, and the start could not write its first events either: without them nothing can be sold.
	if (!head) {
		const finished = await finishEnrolment(context, device);
		return { ended: false, again: finished.ok, held: left };
	}
	if (sync.lastError === 'stuck') await handOverRest(context, device.deviceId, head.epoch);
	await tellLost(context, head.epoch);
	const opened = sync.order === null ? null : await openOrderedEpoch(context);
	await dropCopies(context, device.deviceId);
	if ((await readWitnesses(context)).copy === 'behind')
		await underLock(context.ports, 'journal', lockWaitMs, () => mendCopy(context, device));
	return { ended: false, again: opened?.ok ?? false, held: left };
}

/** Segments the server has and has in a backup; where no backup is ever made, those the database has forgotten as well. */
async function dropCopies({ store, copies }: JournalContext, deviceId: string): Promise<void> {
	const rows = await store.progress();
	const { backupAt } = await store.sync();
	for (const { epoch } of await store.heads()) {
		const { ackedSeq, backedUpSeq } = progressOf(rows, epoch);
		const safe = backupAt === null ? ((await store.events(epoch, 1, 1))[0]?.seq ?? 1) - 1 : backedUpSeq;
		const through = Math.min(ackedSeq, safe);
		if (through > 0) await copies?.drop(deviceId, epoch, through).catch(() => undefined);
	}
}
