import { toWire } from '../sync/batch';
import type { JournalContext } from './append';
import { noLimit } from './rows';
import type { HeldJournal } from './start-up';

/** Everything this device still holds of a journal, one signed event a line: a file that can be carried to the server. */
export async function exportLines({ store, copies }: JournalContext, held: readonly HeldJournal[]): Promise<string> {
	const lines: string[] = [];
	for (const { epoch } of await store.heads()) {
		const rows = await store.events(epoch, 1, noLimit);
		lines.push(...rows.map((row) => JSON.stringify({ epoch, ...toWire(row) })));
	}
	for (const { deviceId, epoch } of held) {
		const copied = (await copies?.read(deviceId, epoch, 1)) ?? [];
		lines.push(...copied.map((line) => JSON.stringify({ deviceId, epoch, ...toWire(line) })));
	}
	return lines.map((line) => `${line}\n`).join('');
}
