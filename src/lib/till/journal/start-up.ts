/**
 * What every start begins with: do the witnesses agree? A browser may have replaced a damaged database by an empty or
 * shorter one without saying so (reliability §0.3), and a till must never start again at 1.
 */
import { sleep } from '../ports';
import { copyLines, type JournalContext } from './append';
import type { CopyHead, CopyLine, HighWaterMark } from './copies';
import { listHeld, type HeldJournal } from './held';
import { underLock } from './lock';
import { readEnded, readMark, writeEnded } from './mark';
import { putBack } from './put-back';
import { noLimit, type DeviceRecord, type HeadRow, type Position } from './rows';

export type Witnesses = { database: Position | null; copy: Position | null; mark: Position | null };

export type StartUp =
	| { kind: 'fresh' }
	| {
			kind: 'ready';
			device: DeviceRecord;
			/** `null`: enrolment was cut off before the first event. */
			head: HeadRow | null;
			witnesses: Witnesses;
			/** Events that only the copy still had. */
			restored: number;
			/** Events that no witness on this device still has, and that the server never confirmed. */
			lost: { epoch: number; fromSeq: number; toSeq: number } | null;
	  }
	| { kind: 'key_lost'; held: HeldJournal[]; mark: HighWaterMark | null };

const copiesWaitMs = 3_000;

export function startUp(context: JournalContext): Promise<StartUp> {
	return underLock(context.ports, 'journal', 2_000, async () => {
		const copyHeads = await listCopies(context);
		const mark = readMark(context.ports.marks);
		const { device, head } = await context.store.standing();
		if (!device) return withoutKey(context, copyHeads, mark);
		const own = copyHeads.filter(({ origin }) => origin.deviceId === device.deviceId);
		const ownMark = mark?.deviceId === device.deviceId ? mark : null;
		return compare(context, device, head, own, ownMark);
	});
}

/**
 * The copies' heads, without those of devices that ended here: they are removed now that no tab holds them. A worker that
 * does not answer is a missing witness, not a till that does not start.
 */
export async function listCopies({ ports, copies }: JournalContext): Promise<CopyHead[]> {
	if (!copies) return [];
	const ended = readEnded(ports.marks);
	try {
		for (const { deviceId, epoch, seq } of ended) await copies.drop(deviceId, epoch, seq);
		const late = sleep(ports.clock, copiesWaitMs).then((): null => null);
		const heads = await Promise.race([copies.heads(), late]);
		if (!heads) return [];
		const isOver = ({ origin, last }: CopyHead) =>
			ended.some(({ deviceId, epoch, seq }) => {
				return origin.deviceId === deviceId && origin.epoch === epoch && (last?.seq ?? 0) <= seq;
			});
		if (ended.length > 0 && !heads.some(isOver)) writeEnded(ports.marks, []);
		return heads.filter((head) => !isOver(head));
	} catch {
		return [];
	}
}

async function withoutKey(
	context: JournalContext,
	copyHeads: readonly CopyHead[],
	mark: HighWaterMark | null
): Promise<StartUp> {
	// Rows that survived without their key are set aside, so that a new enrolment finds its place empty.
	if ((await context.store.countEvents()) > 0) await context.store.setAside();
	const held = await listHeld(context, copyHeads, null);
	if (held.length === 0 && !mark) return { kind: 'fresh' };
	return { kind: 'key_lost', held, mark };
}

async function compare(
	context: JournalContext,
	device: DeviceRecord,
	head: HeadRow | null,
	copyHeads: readonly CopyHead[],
	mark: HighWaterMark | null
): Promise<StartUp> {
	const { store } = context;
	const lastLine = newest(copyHeads.flatMap(({ last }) => last ?? []));
	const lastRow = head && (await store.lastEvent(head.epoch));
	const database = head && { epoch: head.epoch, seq: Math.min(head.seq, lastRow?.seq ?? 0) };
	const witnesses = { database, copy: lastLine, mark };
	const known = newest([...(lastLine ? [lastLine] : []), ...(mark ? [mark] : []), ...(head ? [head] : [])]);
	if (!known) return { kind: 'ready', device, head, witnesses, restored: 0, lost: null };
	const isShort = !database || comparePositions(known, database) > 0;
	const back = isShort ? await putBack(context, device, { head, database, known, mark }) : { restored: 0, lost: null };
	const now = await store.head();
	await clampProgress(context, now);
	if (now) await completeCopy(context, device, now, lastLine);
	return { kind: 'ready', device, head: now, witnesses, ...back };
}

/** Progress that is ahead of the events would keep new ones from being sent. */
async function clampProgress({ store }: JournalContext, head: HeadRow | null): Promise<void> {
	for (const row of await store.progress()) {
		if (head?.epoch !== row.epoch || row.ackedSeq <= head.seq) continue;
		await store.saveProgress({ ...row, ackedSeq: head.seq }, []);
	}
}

/** What the copy lacks (it could not be written for a while) is written now. */
async function completeCopy(
	{ store, copies }: JournalContext,
	{ deviceId, tillId }: DeviceRecord,
	head: HeadRow,
	lastLine: CopyLine | null
): Promise<void> {
	if (!copies) return;
	const acked = (await store.progress()).find((row) => row.epoch === head.epoch)?.ackedSeq ?? 0;
	const from = Math.max(acked, lastLine?.epoch === head.epoch ? lastLine.seq : 0) + 1;
	if (from > head.seq) return;
	const rows = await store.events(head.epoch, from, noLimit);
	if (rows.length === 0) return;
	await copies.write({ deviceId, tillId, epoch: head.epoch }, await copyLines(store, rows)).catch(() => undefined);
}

export function comparePositions(a: Position, b: Position): number {
	return a.epoch - b.epoch || a.seq - b.seq;
}

function newest<P extends Position>(positions: readonly P[]): P | null {
	return positions.reduce<P | null>((best, one) => (best && comparePositions(best, one) >= 0 ? best : one), null);
}
