/**
 * What every start begins with: do the witnesses agree? A browser may have replaced a damaged database by an empty or
 * shorter one without saying so (reliability §0.3), and a till must never start again at 1.
 */
import { sleep } from '../ports';
import type { JournalContext } from './append';
import type { CopyHead, HighWaterMark } from './copies';
import { mendCopy } from './copying';
import { listHeld, type HeldJournal } from './held';
import { underLock } from './lock';
import { readEnded, readMark, writeEnded, writeMark } from './mark';
import type { DeviceRecord, HeadRow, Position } from './rows';

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
/** Hardly any start needs it, so none waits for it. */
const rescue = () => import('./put-back');

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
	const loss = { head, database, known, mark };
	const back = isShort ? await (await rescue()).putBack(context, device, loss) : { restored: 0, lost: null };
	const now = await store.head();
	await clampProgress(context, now);
	if (now) await mendWitnesses(context, device, now, copyHeads);
	return { kind: 'ready', device, head: now, witnesses, ...back };
}

/** Progress that is ahead of the events would keep new ones from being sent. */
async function clampProgress({ store }: JournalContext, head: HeadRow | null): Promise<void> {
	for (const row of await store.progress()) {
		if (head?.epoch !== row.epoch || row.ackedSeq <= head.seq) continue;
		await store.saveProgress({ ...row, ackedSeq: head.seq }, []);
	}
}

/** What the copy lacks (it could not be written for a while) and a mark that stayed behind are put right. */
async function mendWitnesses(
	context: JournalContext,
	device: DeviceRecord,
	{ epoch, seq, hash, lastReceiptNo }: HeadRow,
	copyHeads: readonly CopyHead[]
): Promise<void> {
	const { deviceId, tillId } = device;
	writeMark(context.ports.marks, { deviceId, tillId, epoch, seq, hash, lastReceiptNo });
	const lastOf = (wanted: number) =>
		copyHeads.reduce((most, { origin, last }) => (origin.epoch === wanted ? Math.max(most, last?.seq ?? 0) : most), 0);
	await mendCopy(context, device, lastOf);
}

export function comparePositions(a: Position, b: Position): number {
	return a.epoch - b.epoch || a.seq - b.seq;
}

function newest<P extends Position>(positions: readonly P[]): P | null {
	return positions.reduce<P | null>((best, one) => (best && comparePositions(best, one) >= 0 ? best : one), null);
}
