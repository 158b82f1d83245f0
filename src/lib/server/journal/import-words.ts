/** What became of a journal file, in sentences for the command line and the manager. */
import type { JournalReport } from './import-file';
import type { FileFault } from './read-file';

const reasons: Readonly<Record<FileFault['reason'], string>> = {
	unreadable: 'is no entry of a journal.',
	not_signed: 'is not signed by a tablet this installation knows.',
	text_differs: 'was changed: its text is not the one that was signed.',
	misplaced: 'says another till, epoch or number in its text than beside it.'
};

export function wordsOfFault({ line, reason }: FileFault): string {
	return `Line ${String(line)} ${reasons[reason]}`;
}

const count = (n: number, one: string, many: string) => `${String(n)} ${n === 1 ? one : many}`;

export function wordsOfReport({ events, booked, cases, known, evidence, held }: JournalReport): string {
	const parts = [
		count(booked, 'was booked', 'were booked'),
		`${String(known)} here before`,
		...(cases > 0 ? [count(cases, 'has a case', 'have a case')] : []),
		...(evidence > 0 ? [`${String(evidence)} kept as evidence`] : []),
		...(held > 0 ? [count(held, 'waits', 'wait') + ' for your decision, because the tablet was reported stolen'] : [])
	];
	return `${count(events, 'entry', 'entries')}: ${parts.join(', ')}.`;
}
