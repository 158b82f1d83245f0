/** A start of the till: the witnesses are compared, a cut-off enrolment is finished, and what happened is put in words. */
import type { DeskStore } from '../db/desk-store';
import type { JournalFacts, Notice } from '../facts';
import { endDevice, type EndContext } from '../sync/end-device';
import { readWitnesses, type WitnessFacts } from './copying';
import { listHeld } from './held';
import { writeEnd } from './mark';
import { listCopies, startUp } from './start-up';

export type Started = { state: 'ready' | 'unenrolled'; facts: JournalFacts };

/** A fresh till has nothing to compare yet. */
export const agreeing: WitnessFacts = { mark: true, copy: 'whole', missing: 0 };

export async function startTill(context: EndContext & { desk: DeskStore }): Promise<Started> {
	const found = await startUp(context);
	const nothing = { epoch: 0, seq: 0, head: '', witnesses: agreeing, notices: [], held: [] };
	if (found.kind === 'fresh') return { state: 'unenrolled', facts: nothing };
	if (found.kind === 'key_lost') {
		const { epoch = 0, seq = 0, hash: head = '' } = found.mark ?? {};
		const witnesses = { ...agreeing, mark: false };
		return { state: 'unenrolled', facts: { ...nothing, epoch, seq, head, witnesses, held: found.held } };
	}
	// The device ended while no till page was open: what follows the server's last word is done now.
	if (await endDevice(context)) return { state: 'unenrolled', facts: nothing };
	if (!found.head) await (await import('../device/enrol')).finishEnrolment(context, found.device);
	writeEnd(context.ports.marks, null);
	const head = await context.store.head();
	const notices: Notice[] = [];
	if (found.restored > 0) notices.push({ kind: 'restored', count: found.restored });
	if (found.lost) notices.push({ kind: 'lost', from: found.lost.fromSeq, to: found.lost.toSeq });
	const [newest] = await context.desk.sales(1);
	if (newest && !newest.shown) {
		notices.push({ kind: 'crashed', saleId: newest.saleId, number: newest.receiptNumber });
	}
	return {
		state: 'ready',
		facts: {
			epoch: head?.epoch ?? 0,
			seq: head?.seq ?? 0,
			head: head?.hash ?? '',
			witnesses: await readWitnesses(context),
			notices,
			held: await listHeld(context, await listCopies(context), found.device.deviceId)
		}
	};
}
