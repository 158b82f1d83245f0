/** A journal saved as a file, as far as its lines can be read: which event stands in which line. Pure. */
import { journalLine, type JournalLine } from '$lib/contract/sync/file';
import { readEnvelope } from './arrived';

export type FileFault = {
	/** From 1, as an editor counts. */
	line: number;
	reason:
		/** No event at all. */
		| 'unreadable'
		/** Not signed by a device this installation knows. */
		| 'not_signed'
		/** The text is another than the one that was signed. */
		| 'text_differs'
		/** The text says another till, epoch or number than what stands beside it. */
		| 'misplaced';
};

export type FileEvent = JournalLine & { line: number };
/** Events of one till's epoch, in order of `seq`. */
export type FileJournal = { tillId: string | null; epoch: number; events: FileEvent[] };

export function readJournalFile(text: string): { journals: FileJournal[]; faults: FileFault[] } {
	const faults: FileFault[] = [];
	const journals: FileJournal[] = [];
	let current: FileJournal | undefined;
	for (const [index, content] of text.split('\n').entries()) {
		if (content.trim() === '') continue;
		const line = index + 1;
		const read = journalLine.safeParse(parse(content));
		if (!read.success) {
			faults.push({ line, reason: 'unreadable' });
			continue;
		}
		const { epoch, text: event } = read.data;
		// A damaged text says nothing of its till: it stands among the events it belongs to.
		const tillId = readEnvelope(event)?.tillId ?? (current?.epoch === epoch ? current.tillId : null);
		current = journals.find((journal) => journal.tillId === tillId && journal.epoch === epoch);
		if (!current) journals.push((current = { tillId, epoch, events: [] }));
		current.events.push({ ...read.data, line });
	}
	for (const { events } of journals) events.sort((a, b) => a.seq - b.seq);
	return { journals, faults };
}

function parse(content: string): unknown {
	try {
		return JSON.parse(content);
	} catch {
		return null;
	}
}
