/** Every answer of the server says where it stands; a till compares that with what it was once told (DESIGN.md §5). */
import type { Watermark } from '$lib/contract/sync/push';
import type { HeadRow, ProgressRow } from '../journal/rows';
import { progressOf } from './progress';
import { clockOffset, type SyncContext } from './session';

/**
 * What the till believes of one epoch after hearing the server. A head lower than one it confirmed before means that it
 * was restored from a backup: everything after that head is sent again. `heldApart`: this server sets apart what the
 * device brings, so what it acknowledged counts although its head stays where it was.
 */
export function heard(row: ProgressRow, watermark: Watermark, heldApart = false, restored = false): ProgressRow {
	const { head, backup } = watermark;
	// Of an epoch a restored server says nothing of, what is in no backup may be gone, and duplicates cost nothing. While
	// nothing was restored, a former epoch may rightly end later here than there: in a branch the server keeps beside it.
	const left = row.forked ? 0 : (endOf(watermark, row.epoch)?.seq ?? Math.min(row.ackedSeq, row.backedUpSeq));
	const former = restored ? left : row.ackedSeq;
	const current = restored ? left : head.seq;
	const confirmed = head.epoch === row.epoch ? current : row.epoch > head.epoch ? 0 : former;
	const knows = heldApart ? Math.max(confirmed, row.ackedSeq) : confirmed;
	const saved = backup && [backup, ...(backup.former ?? [])].find(({ epoch }) => epoch === row.epoch);
	const backedUp = row.forked ? 0 : saved ? saved.seq : row.backedUpSeq;
	return {
		...row,
		ackedSeq: Math.min(row.ackedSeq, knows),
		confirmedSeq: head.epoch === row.epoch ? current : Math.min(row.confirmedSeq, knows),
		backedUpSeq: Math.min(backedUp, knows)
	};
}

/** Where an epoch ends at the server, where it says so. */
function endOf({ head, epochs }: Watermark, epoch: number): { seq: number; hash: string } | null {
	return head.epoch === epoch ? head : (epochs?.find((one) => one.epoch === epoch) ?? null);
}

/**
 * Whether the server holds more of the current epoch than this device: its store went back in time. A newer epoch alone
 * says nothing: a copy of this profile may have opened it, and each would then open another one for ever.
 */
export function serverAhead(head: HeadRow | null, watermark: Watermark): boolean {
	if (!head || head.epoch > watermark.head.epoch) return false;
	const known = endOf(watermark, head.epoch);
	if (known) return head.seq < known.seq;
	// An epoch without events was only granted; this device may be about to open it.
	if (watermark.head.seq === 0) return false;
	return head.epoch < watermark.head.epoch || head.seq < watermark.head.seq;
}

/** Whether the server's end of an epoch is none of ours: a copy of this profile was faster to send after the restore. */
async function endsOtherwise(
	store: SyncContext['store'],
	head: HeadRow,
	end: { seq: number; hash: string } | null
): Promise<boolean> {
	if (!end || end.seq === 0) return false;
	if (end.seq > head.seq) return true;
	const [own] = await store.events(head.epoch, end.seq, 1);
	return own?.seq === end.seq && own.hash !== end.hash;
}

/** Takes in the facts of the connection and of all epochs. `askedAtMs`: when the question left, for the clock. */
export async function noteWatermark(
	{ ports, store }: SyncContext,
	watermark: Watermark,
	askedAtMs: number
): Promise<void> {
	const rows = await store.progress();
	const { generation } = await store.sync();
	const restored = generation !== 0 && watermark.generation !== generation;
	const heldApart = watermark.deviceState === 'stolen' && !restored;
	for (const head of await store.heads()) {
		const before = progressOf(rows, head.epoch);
		const isOther = restored && (await endsOtherwise(store, head, endOf(watermark, head.epoch)));
		const after = heard(isOther ? { ...before, forked: true } : before, watermark, heldApart, restored);
		if (JSON.stringify(after) !== JSON.stringify(before)) await store.saveProgress(after, []);
	}
	const { order } = await store.updateSync({
		generation: watermark.generation,
		clockOffsetMs: clockOffset(ports, askedAtMs, watermark.serverTime),
		lastContactAt: watermark.serverTime,
		deviceState: watermark.deviceState,
		backupAt: watermark.backup?.at ?? null
	});
	if (order === null && serverAhead(await store.head(), watermark)) await store.updateSync({ order: 'lost_events' });
}
