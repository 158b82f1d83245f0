import { toWire } from '../sync/batch';
import type { JournalContext } from './append';
import { noLimit } from './rows';
import { readHeld, type HeldJournal } from './held';

/** Everything this device still holds of a journal, one signed event a line: a file that can be carried to the server. */
export async function exportLines(context: JournalContext, held: readonly HeldJournal[]): Promise<string> {
	const { store } = context;
	const lines: string[] = [];
	for (const { epoch } of await store.heads()) {
		const rows = await store.events(epoch, 1, noLimit);
		lines.push(...rows.map((row) => JSON.stringify({ epoch, ...toWire(row) })));
	}
	for (const journal of held) {
		const { lines: kept } = await readHeld(context, journal);
		lines.push(...kept.map((line) => JSON.stringify({ epoch: journal.epoch, ...toWire(line) })));
	}
	return lines.map((line) => `${line}\n`).join('');
}
