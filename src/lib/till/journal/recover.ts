/** Hands the journal of a lost key over: its events are signed, and that is all the server asks for. */
import { recoverAnswer } from '$lib/contract/sync/push';
import { fitBatch, toWire } from '../sync/batch';
import { call } from '../sync/call';
import { progressOf } from '../sync/progress';
import type { JournalContext } from './append';
import type { CopyLine } from './copies';
import { copyLine } from './copying';
import { readHeld, type HeldJournal } from './held';
import { noLimit } from './rows';

/** Which of the held journals the server now has; they are held here no more. */
export async function recoverHeld(context: JournalContext, held: readonly HeldJournal[]): Promise<HeldJournal[]> {
	const done: HeldJournal[] = [];
	for (const journal of held) {
		const { deviceId, epoch, lastSeq } = journal;
		const { lines, fromFiles } = await readHeld(context, journal);
		// Nothing is left of it when another tab has handed it over.
		if (lines.length > 0 && !(await handOver(context, deviceId, epoch, lines)).whole) continue;
		await context.store.dropHeld(journal);
		// Files that could not be read may hold what nobody has handed over yet.
		if (fromFiles === null) continue;
		if (deviceId !== null) await context.copies?.drop(deviceId, epoch, lastSeq);
		done.push(journal);
	}
	return done;
}

/**
 * What is held behind a gap that nobody can fill, in epochs below `below`: of a retired device, which gets no new epoch to
 * name it in, or of a former epoch, when the next one was opened before the gap was known.
 */
export async function handOverRest(context: JournalContext, deviceId: string, below = Infinity): Promise<void> {
	const { store } = context;
	for (const { epoch } of await store.heads()) {
		if (epoch >= below) continue;
		const progress = progressOf(await store.progress(), epoch);
		const rows = await store.events(epoch, progress.ackedSeq + 1, noLimit);
		const { through } = await handOver(
			context,
			deviceId,
			epoch,
			rows.map((row) => copyLine(row))
		);
		if (through > progress.ackedSeq) await store.saveProgress({ ...progress, ackedSeq: through }, []);
	}
}

/** More damaged lines than this are no accident; the file stays for support. */
const skipsAtMost = 20;

/**
 * `through`: the server has everything of these lines up to this `seq`. `whole`: and that is all of them. A line that the
 * server finds not signed is passed over, so that one damaged line does not keep the rest; it stays where it is.
 */
async function handOver(
	{ ports }: JournalContext,
	deviceId: string | null,
	epoch: number,
	lines: readonly CopyLine[]
): Promise<{ through: number; whole: boolean }> {
	let [left, through, skipped] = [lines, 0, 0];
	while (left.length > 0) {
		const batch = fitBatch(left);
		const body = { deviceId, epoch, events: batch.map(toWire) };
		const answer = await call(ports, { method: 'POST', path: '/api/sync/recover', answer: recoverAnswer, body });
		if (!answer.ok) {
			const isDamaged = answer.kind === 'refused' && answer.code === 'signature_wrong' && through > 0;
			if (!isDamaged || ++skipped > skipsAtMost) return { through, whole: false };
			left = left.slice(1);
			continue;
		}
		const taken = new Set(answer.value.answers.map(({ seq }) => seq));
		const open = batch.findIndex(({ seq }) => !taken.has(seq));
		const count = open < 0 ? batch.length : open;
		if (count === 0) return { through, whole: false };
		if (skipped === 0) through = batch[count - 1]?.seq ?? through;
		left = left.slice(count);
	}
	return { through, whole: lines.length > 0 && skipped === 0 };
}
