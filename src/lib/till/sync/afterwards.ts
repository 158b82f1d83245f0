/** What follows a round of sync and only a page can do: it writes into the journal, or touches the copies and the mark. */
import type { CatalogueStore } from '../catalogue/store';
import type { JournalContext } from '../journal/append';
import { removeMark } from '../journal/mark';
import { recoverHeld } from '../journal/recover';
import type { HeldJournal } from '../journal/start-up';
import { openOrderedEpoch } from './epoch';
import { countPending } from './push';
import { progressOf } from './watermark';

export type Afterwards = {
	/** The device's life as a till is over and nothing of it is here any more. */
	ended: boolean;
	/** There is something new to send. */
	again: boolean;
	/** Held journals that the server now has. */
	recovered: HeldJournal[];
};

export async function afterSync(
	context: JournalContext & { catalogue: CatalogueStore },
	held: readonly HeldJournal[]
): Promise<Afterwards> {
	const { store } = context;
	const { device, sync } = await store.standing();
	const recovered = held.length > 0 ? await recoverHeld(context, held) : [];
	if (!device) return { ended: false, again: false, recovered };
	if (sync.deviceState !== 'active')
		return { ended: await endDevice(context, device.deviceId), again: false, recovered };
	const opened = sync.order === null ? null : await openOrderedEpoch(context);
	await dropCopies(context, device.deviceId);
	return { ended: false, again: opened?.ok ?? false, recovered };
}

/** Segments the server has and has in a backup. */
async function dropCopies({ store, copies }: JournalContext, deviceId: string): Promise<void> {
	const rows = await store.progress();
	for (const { epoch } of await store.heads()) {
		const { ackedSeq, backedUpSeq } = progressOf(rows, epoch);
		const through = Math.min(ackedSeq, backedUpSeq);
		if (through > 0) await copies?.drop(deviceId, epoch, through).catch(() => undefined);
	}
}

/** A retired device forgets once the server has its journal; a stolen one after its last push was heard or refused. */
async function endDevice(context: JournalContext & { catalogue: CatalogueStore }, deviceId: string): Promise<boolean> {
	const { ports, store, copies, catalogue } = context;
	const { deviceState } = await store.sync();
	if (deviceState === 'retired' && (await countPending(context)) > 0) return false;
	for (const { epoch } of await store.heads()) {
		await copies?.drop(deviceId, epoch, Number.MAX_SAFE_INTEGER).catch(() => undefined);
	}
	removeMark(ports.marks);
	await catalogue.clear();
	await store.purge();
	ports.bus.post({ kind: 'device' });
	return true;
}
