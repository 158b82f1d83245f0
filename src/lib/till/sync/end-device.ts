/**
 * The end of a device's life as a till. Retired or stolen, it forgets everything, but only once the server acknowledged
 * the whole journal: a stolen device's is set apart there until a manager decides (DESIGN.md §5).
 */
import type { CatalogueStore } from '../catalogue/store';
import type { JournalContext } from '../journal/append';
import { removeMark, writeEnd, writeEnded } from '../journal/mark';
import { underLock } from '../journal/lock';
import { countPending } from './pending';

export type EndContext = JournalContext & { catalogue: CatalogueStore };

const lockWaitMs = 2_000;

/** Whether nothing of the device is here any more. Safe to run again: the database, which says that it ended, goes last. */
export async function endDevice(context: EndContext): Promise<boolean> {
	const { ports, store, copies, catalogue } = context;
	// Under the journal's lock, so that no tab is between reading "still active" and writing a sale.
	const ended = await underLock(ports, 'journal', lockWaitMs, async () => {
		const { device, sync } = await store.standing();
		if (!device || sync.deviceState === 'active' || (await countPending(context)) > 0) return false;
		const { deviceId } = device;
		const heads = (await store.heads()).map(({ epoch, seq }) => ({ deviceId, epoch, seq }));
		writeEnded(ports.marks, heads);
		writeEnd(ports.marks, sync.deviceState);
		for (const { epoch, seq } of heads) await copies?.drop(deviceId, epoch, seq).catch(() => undefined);
		removeMark(ports.marks);
		await catalogue.clear();
		await store.purge();
		return true;
	});
	if (ended) ports.bus.post({ kind: 'device' });
	return ended;
}
