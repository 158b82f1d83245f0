/** What a till no longer has to keep: events the server holds and has in a backup, or very old ones where no backup exists. */
import { pruneStep, type EventRow, type HeadRow, type ProgressRow } from '../journal/rows';
import type { SyncContext } from './session';
import { progressOf } from './progress';

const keepMs = 90 * 24 * 3_600_000;
const keepEvents = 50_000;
/** Finished sales stay longer than their events: they are what a reprint or a return starts from. */
const keepSales = 1_000;

export async function prune({ ports, store }: SyncContext): Promise<void> {
	const rows = await store.progress();
	const { backupAt } = await store.sync();
	const nowMs = ports.clock.now();
	const acked = new Map<number, number>();
	for (const head of await store.heads()) {
		const progress = progressOf(rows, head.epoch);
		acked.set(head.epoch, progress.ackedSeq);
		const through = Math.min(progress.ackedSeq, progress.backedUpSeq);
		if (through > 0) await store.prune(head.epoch, through);
		// Where backups are made, the next one frees what this one does not hold yet.
		else if (backupAt === null) await pruneOld(store, head, progress, nowMs);
	}
	await store.pruneSales(new Date(nowMs - keepMs).toISOString(), keepSales, acked);
}

/** 90 days or 50,000 events, whichever is more. */
async function pruneOld(
	store: SyncContext['store'],
	head: HeadRow,
	progress: ProgressRow,
	nowMs: number
): Promise<void> {
	const through = Math.min(progress.ackedSeq, head.seq - keepEvents);
	const [oldest] = through > 0 ? await store.events(head.epoch, 1, 1) : [];
	if (!oldest || oldest.seq > through || !isOld(oldest, nowMs)) return;
	// A step at a time: each run looks again whether the oldest ones are old enough.
	const step = Math.min(through, oldest.seq + pruneStep - 1);
	const [last] = await store.events(head.epoch, step, 1);
	if (last && isOld(last, nowMs)) await store.prune(head.epoch, step);
}

function isOld(row: EventRow, nowMs: number): boolean {
	return Date.parse(row.at) < nowMs - keepMs;
}
