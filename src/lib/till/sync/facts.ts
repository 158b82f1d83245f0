/** What the chip and the status page say about the connection, from what the database holds. */
import { isForgotten } from '../device/forgotten';
import type { SyncFacts } from '../facts';
import type { SyncRow } from '../journal/rows';
import type { JournalStore } from '../journal/store';
import { countWaiting } from './pending';
import { progressOf } from './progress';

/** `hasLoss`: something of a journal is gone, or the server does not take it. */
export type Situation = { isOnline: boolean; hasLoss: boolean };

export async function readSyncFacts(store: JournalStore, situation: Situation): Promise<SyncFacts> {
	const [sync, progress, heads, cases] = await Promise.all([
		store.sync(),
		store.progress(),
		store.heads(),
		store.cases()
	]);
	let pending = 0;
	let sales = 0;
	let oldestPendingAt: string | null = null;
	for (const head of heads) {
		const { ackedSeq } = progressOf(progress, head.epoch);
		const waiting = await countWaiting(store, head, progress);
		if (waiting === 0) continue;
		pending += waiting;
		sales += await store.countSales(head.epoch, ackedSeq);
		oldestPendingAt ??= (await store.events(head.epoch, ackedSeq + 1, 1))[0]?.at ?? null;
	}
	const current = progressOf(progress, heads.at(-1)?.epoch ?? 0);
	const chip = chipOf(sync, { pending, sales }, situation);
	return {
		chip,
		pending,
		oldestPendingAt,
		lastContactAt: sync.lastContactAt,
		lastError: sync.lastError,
		receivedSeq: current.ackedSeq,
		backupSeq: sync.backupAt === null ? null : current.backedUpSeq,
		backupAt: sync.backupAt,
		cases: cases.length,
		clockOffsetMs: sync.clockOffsetMs,
		sending: chip.state === 'sending',
		isForgotten: isForgotten(sync),
		deviceState: sync.deviceState
	};
}

/** Rounds of sync come every 15 s: after so long without an answer the server is out of reach. */
const contactMs = 60_000;

/** Whether the server was heard just now. What the browser says of its network is no word of the server. */
export function hasContact(sync: SyncRow, nowMs: number): boolean {
	const { lastContactAt, lastError } = sync;
	if (lastContactAt === null || (lastError !== null && silences.includes(lastError))) return false;
	return isRecent(lastContactAt, sync, nowMs);
}

/** Whether what the server said at a moment of its clock still counts as said just now. */
export function isRecent(at: string, { clockOffsetMs }: Pick<SyncRow, 'clockOffsetMs'>, nowMs: number): boolean {
	return Math.abs(nowMs + clockOffsetMs - Date.parse(at)) <= contactMs;
}

const silences = ['unreachable', 'busy', 'unreadable'];

/** `attention` is for what does not pass by itself; everything a network does passes by itself. */
function chipOf(
	sync: SyncRow,
	{ pending, sales }: { pending: number; sales: number },
	{ isOnline, hasLoss }: Situation
): SyncFacts['chip'] {
	if (sync.deviceState !== 'active' || hasLoss || sync.order !== null) return { state: 'attention' };
	if (!isOnline || (sync.lastError !== null && silences.includes(sync.lastError)))
		return { state: 'offline', count: sales };
	if (sync.lastError !== null) return { state: 'attention' };
	return pending > 0 ? { state: 'sending', count: pending } : { state: 'online' };
}
