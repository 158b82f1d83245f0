/**
 * The way back for a journal that a till saved as a file: every line is checked by its signature and chain before the first
 * is booked, and booking goes the way of any other recovered journal, so the same file again changes nothing.
 */
import { pushLimits, type SealedEventOnWire } from '$lib/contract/sync/event';
import { noteAudit, type Actor } from '../audit/audit';
import type { Db } from '../db/client';
import type { Ports } from '../ports';
import { isStolen } from '../tills/lost-key';
import { readJournalFile, type FileEvent, type FileFault, type FileJournal } from './read-file';
import { findSource, recover } from './recover';

export type JournalReport = {
	/** Events in the file. */
	events: number;
	/** Booked now; of these, with a case. */
	booked: number;
	cases: number;
	/** Here before. */
	known: number;
	/** Kept as evidence, because nobody can read them. */
	evidence: number;
	/** Of a stolen tablet: a manager decides. */
	held: number;
	/** Lines that were left out. */
	leftOut: FileFault[];
};

export type JournalImport = { ok: true; report: JournalReport } | { ok: false; faults: FileFault[] };

/** `leaveOut`: a line that is not genuine is passed over, instead of refusing the whole file. */
export type ImportWish = { text: string; leaveOut: boolean; actor: Actor };

export async function importJournal(
	db: Db,
	ports: Ports,
	{ text, leaveOut, actor }: ImportWish
): Promise<JournalImport> {
	const { journals, faults } = readJournalFile(text);
	if (journals.length === 0 && faults.length === 0) faults.push({ line: 1, reason: 'unreadable' });
	const checked = [];
	for (const journal of journals) checked.push(await checkJournal(db, journal));
	faults.push(...checked.flatMap((one) => one.faults));
	faults.sort((a, b) => a.line - b.line);
	const genuine = checked.filter((one) => one.deviceId !== null);
	if (faults.length > 0 && (!leaveOut || genuine.length === 0)) return { ok: false, faults };
	const report: JournalReport = { events: 0, booked: 0, cases: 0, known: 0, evidence: 0, held: 0, leftOut: faults };
	for (const one of genuine) await bookJournal(db, ports, one, report);
	const { leftOut, ...counts } = report;
	await noteAudit(db, ports, actor, 'journal.imported', genuine[0]?.deviceId ?? null, {
		...counts,
		leftOut: leftOut.length
	});
	return { ok: true, report };
}

type Checked = { deviceId: string | null; epoch: number; events: FileEvent[]; faults: FileFault[] };

/** Takes out what is not signed, one line after another: what is left vouches for itself. */
async function checkJournal(db: Db, { epoch, events: all }: FileJournal): Promise<Checked> {
	const faults: FileFault[] = [];
	let events = all;
	for (;;) {
		const source = await findSource(db, { deviceId: null, epoch, events: events.map(toWire) });
		if (!source || events.length === 0) {
			faults.push(...events.map(({ line }): FileFault => ({ line, reason: 'not_signed' })));
			return { deviceId: null, epoch, events: [], faults };
		}
		const { arrived, device } = source;
		const wrongSeq = arrived.ok ? arrived.unsignedFrom : arrived.seq;
		if (arrived.ok && wrongSeq === null) {
			const damaged = new Set(arrived.events.filter(({ damage }) => damage === 'text_differs').map(({ seq }) => seq));
			for (const { line, seq } of events) if (damaged.has(seq)) faults.push({ line, reason: 'text_differs' });
			return { deviceId: device.deviceId, epoch, events, faults };
		}
		const wrong = await findWrong(
			db,
			epoch,
			events.filter(({ seq }) => seq === wrongSeq)
		);
		faults.push({ line: wrong.line, reason: arrived.ok ? 'not_signed' : 'misplaced' });
		events = events.filter((event) => event !== wrong);
	}
}

/** After a fork a number stands there twice: the one whose own signature does not hold is meant. */
async function findWrong(db: Db, epoch: number, sameSeq: readonly FileEvent[]): Promise<FileEvent> {
	for (const event of sameSeq.length > 1 ? sameSeq : []) {
		const alone = await findSource(db, { deviceId: null, epoch, events: [toWire(event)] });
		if (!alone?.arrived.ok || alone.arrived.unsignedFrom !== null) return event;
	}
	const [first] = sameSeq;
	if (!first) throw new Error('the event that is not signed is not in the file');
	return first;
}

async function bookJournal(db: Db, ports: Ports, { deviceId, epoch, events }: Checked, report: JournalReport) {
	const isHeld = deviceId !== null && (await isStolen(db, deviceId));
	for (let at = 0; at < events.length; at += pushLimits.events) {
		const batch = events.slice(at, at + pushLimits.events);
		const taken = await recover(db, ports, { deviceId, epoch, events: batch.map(toWire) });
		// Checked a moment ago: only a device that ended meanwhile could make a difference.
		if (!taken.ok) throw new Error(`a checked journal was refused: ${taken.detail}`);
		report.events += batch.length;
		for (const { result } of taken.answers) {
			if (isHeld) report.held++;
			else if (result === 'duplicate') report.known++;
			else if (result === 'quarantined') report.evidence++;
			else report.booked++;
			if (!isHeld && result === 'applied_with_case') report.cases++;
		}
	}
}

function toWire({ seq, text, hash, sig, private: part }: FileEvent): SealedEventOnWire {
	return part ? { seq, text, hash, sig, private: part } : { seq, text, hash, sig };
}
