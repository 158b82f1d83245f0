/**
 * Writing the copy in files, and making it whole again. A write that failed leaves a hole that later lines hide, so how far
 * the copy is whole is kept beside the high-water mark; what lies behind that is written again from the database.
 */
import type { Ports } from '../ports';
import type { JournalContext } from './append';
import { progressOf } from '../sync/progress';
import type { CopyLine, CopyOrigin } from './copies';
import { readCopied, readMark, writeCopied } from './mark';
import type { EventRow, HeadRow } from './rows';
import type { JournalStore } from './store';

const copyWaitMs = 2_000;
/** How much of a hole one append fills: its cashier waits. */
const stepLines = 200;

export function copyLine(
	{ epoch, seq, text, hash, sig, private: part }: Omit<EventRow, 'type' | 'at'>,
	receiptToken?: string
): CopyLine {
	return {
		...{ epoch, seq, text, hash, sig },
		...(part && { private: part }),
		...(receiptToken && { receiptToken })
	};
}

/** Lines for rows written to the copy later, with the tokens of the sales that are still known. */
async function copyLines(store: JournalStore, rows: readonly EventRow[]): Promise<CopyLine[]> {
	const lines: CopyLine[] = [];
	for (const row of rows) {
		const sale = row.type === 'sale.completed' ? await store.saleAt(row.epoch, row.seq) : null;
		lines.push(copyLine(row, sale?.receiptToken));
	}
	return lines;
}

/** Whether the copy has the new line and is whole. A file worker that hangs costs two seconds once, never the sale. */
export function copyInTime(context: JournalContext, origin: CopyOrigin, line: CopyLine): Promise<boolean> {
	return new Promise((resolve) => {
		const cancel = context.ports.clock.after(copyWaitMs, () => resolve(false));
		copyNewest(context, origin, line).then(
			(isWhole) => (cancel(), resolve(isWhole)),
			() => (cancel(), resolve(false))
		);
	});
}

/** The newest line first, then what is missing before it. */
async function copyNewest(context: JournalContext, origin: CopyOrigin, line: CopyLine): Promise<boolean> {
	const { ports, copies } = context;
	if (!copies) return false;
	// An epoch begins with an empty copy, also when its very first line cannot be written.
	if (line.seq === 1 && readCopied(ports.marks, origin) === null) writeCopied(ports.marks, origin, 0);
	await copies.write(origin, [line]);
	const whole = readCopied(ports.marks, origin);
	// Unknown until the next start compares the two.
	if (whole === null) return true;
	if (whole >= line.seq) return true;
	if (whole === line.seq - 1) return writeCopied(ports.marks, origin, line.seq);
	return (await mendStep(context, origin, whole)) >= line.seq;
}

/** Writes the next lines behind `whole` again; answers how far the copy is whole now. Lines that are there twice are read once. */
async function mendStep(context: JournalContext, origin: CopyOrigin, whole: number): Promise<number> {
	const { ports, store, copies } = context;
	const rows = await store.events(origin.epoch, whole + 1, stepLines);
	const last = rows.at(-1)?.seq ?? whole;
	if (!copies || last === whole) return whole;
	await copies.write(origin, await copyLines(store, rows));
	writeCopied(ports.marks, origin, last);
	return last;
}

/**
 * Makes the copy of every epoch whole; false when it could not be written. `lastCopied`: what the files were found to end
 * with, where they have just been looked at: a copy that lost lines it once had is compared event by event.
 */
export async function mendCopy(
	context: JournalContext,
	{ deviceId, tillId }: { deviceId: string; tillId: string },
	lastCopied?: (epoch: number) => number
): Promise<boolean> {
	if (!context.copies) return false;
	try {
		for (const head of await context.store.heads()) {
			const origin = { deviceId, tillId, epoch: head.epoch };
			let whole = readCopied(context.ports.marks, origin);
			if (lastCopied && (whole === null || lastCopied(head.epoch) < whole))
				whole = await compared(context, origin, head);
			for (let before = -1; whole !== null && whole < head.seq && whole !== before;) {
				before = whole;
				whole = await mendStep(context, origin, whole);
			}
		}
		return true;
	} catch {
		return false;
	}
}

/** Writes what the files lack of the events that are not in a backup of the server yet: only those may have left them. */
async function compared({ ports, store, copies }: JournalContext, origin: CopyOrigin, head: HeadRow): Promise<number> {
	const { ackedSeq, backedUpSeq } = progressOf(await store.progress(), head.epoch);
	const saved = Math.min(ackedSeq, backedUpSeq);
	const copied = saved < head.seq ? await copies?.read(origin.deviceId, origin.epoch, saved + 1) : [];
	const known = new Set(copied?.map(({ seq, hash }) => `${String(seq)} ${hash}`));
	for (let from = saved + 1; from <= head.seq;) {
		const rows = await store.events(head.epoch, from, stepLines);
		const missing = rows.filter(({ seq, hash }) => !known.has(`${String(seq)} ${hash}`));
		if (missing.length > 0) await copies?.write(origin, await copyLines(store, missing));
		from = (rows.at(-1)?.seq ?? head.seq) + 1;
	}
	writeCopied(ports.marks, origin, head.seq);
	return head.seq;
}

export type WitnessFacts = {
	/** Whether the high-water mark says what the database says. */
	mark: boolean;
	/** `none`: this browser keeps no files. */
	copy: 'whole' | 'behind' | 'none';
	/** Events that are not in the copy yet. */
	missing: number;
};

/** How the witnesses stand now, without opening a file. */
export async function readWitnesses({
	ports,
	store,
	copies
}: Pick<JournalContext, 'store' | 'copies'> & { ports: Pick<Ports, 'marks'> }): Promise<WitnessFacts> {
	const { device, head } = await store.standing();
	if (!device || !head) return { mark: true, copy: copies ? 'whole' : 'none', missing: 0 };
	const { deviceId } = device;
	const marked = readMark(ports.marks);
	const mark = marked?.deviceId === deviceId && marked.epoch === head.epoch && marked.seq === head.seq;
	if (!copies) return { mark, copy: 'none', missing: 0 };
	let missing = 0;
	for (const { epoch, seq } of await store.heads()) {
		missing += Math.max(0, seq - (readCopied(ports.marks, { deviceId, epoch }) ?? seq));
	}
	return { mark, copy: missing > 0 ? 'behind' : 'whole', missing };
}
