/** Hands the journal of a lost key over: its events are signed, and that is all the server asks for. */
import { recoverAnswer } from '$lib/contract/sync/push';
import { fitBatch, toWire } from '../sync/batch';
import { call } from '../sync/call';
import type { JournalContext } from './append';
import type { HeldJournal } from './start-up';

/** Which of the held journals the server now has; their copies are gone then. */
export async function recoverHeld(context: JournalContext, held: readonly HeldJournal[]): Promise<HeldJournal[]> {
	const done: HeldJournal[] = [];
	for (const journal of held) if (await handOver(context, journal)) done.push(journal);
	return done;
}

async function handOver({ ports, copies }: JournalContext, journal: HeldJournal): Promise<boolean> {
	if (!copies) return false;
	const { deviceId, epoch } = journal;
	let lines = await copies.read(deviceId, epoch, 1);
	while (lines.length > 0) {
		const batch = fitBatch(lines);
		const body = { deviceId, epoch, events: batch.map(toWire) };
		const answer = await call(ports, { method: 'POST', path: '/api/sync/recover', answer: recoverAnswer, body });
		if (!answer.ok) return false;
		lines = lines.slice(batch.length);
	}
	await copies.drop(deviceId, epoch, journal.lastSeq);
	return true;
}
