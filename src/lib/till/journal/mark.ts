import * as z from 'zod/mini';
import type { Marks } from '../ports';
import type { HighWaterMark } from './copies';

const key = 'tillit-high-water';

const shape = z.object({
	deviceId: z.string(),
	tillId: z.string(),
	epoch: z.int(),
	seq: z.int(),
	hash: z.string(),
	lastReceiptNo: z.int()
});

export function readMark(marks: Marks | null): HighWaterMark | null {
	const text = marks?.read(key);
	if (!text) return null;
	try {
		return z.parse(shape, JSON.parse(text));
	} catch {
		return null;
	}
}

/** Moves the mark; whether it could be written (storage may be full or forbidden, which must not stop a sale). */
export function writeMark(marks: Marks | null, mark: HighWaterMark): boolean {
	try {
		marks?.write(key, JSON.stringify(mark));
		return marks !== null;
	} catch {
		return false;
	}
}

export function removeMark(marks: Marks | null): void {
	marks?.remove(key);
	marks?.remove(copiedKey);
}

const copiedKey = 'tillit-copied';
const copiedShape = z.array(z.object({ deviceId: z.string(), epoch: z.int(), seq: z.int() }));

/** Up to where the copy in files is known to be whole; null when nobody knows. */
export function readCopied(marks: Marks | null, of: { deviceId: string; epoch: number }): number | null {
	return readList(marks).find(({ deviceId, epoch }) => deviceId === of.deviceId && epoch === of.epoch)?.seq ?? null;
}

/** Whether it could be noted. Entries of other devices are of no use any more. */
export function writeCopied(marks: Marks | null, of: { deviceId: string; epoch: number }, seq: number): boolean {
	const { deviceId, epoch } = of;
	const others = readList(marks).filter((entry) => entry.deviceId === deviceId && entry.epoch !== epoch);
	try {
		marks?.write(copiedKey, JSON.stringify([...others, { deviceId, epoch, seq }]));
		return marks !== null;
	} catch {
		return false;
	}
}

function readList(marks: Marks | null): z.output<typeof copiedShape> {
	try {
		return z.parse(copiedShape, JSON.parse(marks?.read(copiedKey) ?? '[]'));
	} catch {
		return [];
	}
}

const endKey = 'tillit-end';

/** How the last device of this browser ended, for the page that asks for a new code. */
export type EndOfDevice = 'retired' | 'stolen';

export function readEnd(marks: Marks | null): EndOfDevice | null {
	const how = marks?.read(endKey);
	return how === 'retired' || how === 'stolen' ? how : null;
}

/** `null` once there is a device again. */
export function writeEnd(marks: Marks | null, how: EndOfDevice | null): void {
	try {
		if (how) marks?.write(endKey, how);
		else marks?.remove(endKey);
	} catch {
		// Full or forbidden storage: the page then asks for a code without saying why.
	}
}

const endedKey = 'tillit-ended';
const endedShape = z.array(z.object({ deviceId: z.string(), epoch: z.int(), seq: z.int() }));

export type EndedJournal = z.output<typeof endedShape>[number];

/** Journals of devices that ended here and that the server has: a copy that could not be removed at once is no lost one. */
export function readEnded(marks: Marks | null): EndedJournal[] {
	try {
		return z.parse(endedShape, JSON.parse(marks?.read(endedKey) ?? '[]'));
	} catch {
		return [];
	}
}

export function writeEnded(marks: Marks | null, journals: readonly EndedJournal[]): void {
	try {
		if (journals.length > 0) marks?.write(endedKey, JSON.stringify(journals));
		else marks?.remove(endedKey);
	} catch {
		// Full or forbidden storage: the copy is then handed over once more, and answered as a duplicate.
	}
}
