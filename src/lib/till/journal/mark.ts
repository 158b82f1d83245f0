/**
 * What stands in localStorage beside the journal. It is read by hand and not by a schema: every start reads it, before
 * anything else is there.
 */
import type { Marks } from '../ports';
import type { HighWaterMark } from './copies';

const key = 'tillit-high-water';

/** Where a device's journal stands in one epoch. */
type Place = { deviceId: string; epoch: number; seq: number };

function read(marks: Marks | null, from: string): unknown {
	try {
		return JSON.parse(marks?.read(from) ?? 'null');
	} catch {
		return null;
	}
}

function isPlace(value: unknown): value is Place {
	if (typeof value !== 'object' || value === null) return false;
	const { deviceId, epoch, seq } = value as Partial<Record<keyof Place, unknown>>;
	return typeof deviceId === 'string' && Number.isSafeInteger(epoch) && Number.isSafeInteger(seq);
}

function isMark(value: unknown): value is HighWaterMark {
	if (!isPlace(value)) return false;
	const { tillId, hash, lastReceiptNo } = value as Partial<Record<keyof HighWaterMark, unknown>>;
	return typeof tillId === 'string' && typeof hash === 'string' && Number.isSafeInteger(lastReceiptNo);
}

/** A list with one entry that cannot be read says nothing. */
function readPlaces(marks: Marks | null, from: string): readonly Place[] {
	const list = read(marks, from);
	return Array.isArray(list) && list.every(isPlace) ? list : [];
}

export function readMark(marks: Marks | null): HighWaterMark | null {
	const mark = read(marks, key);
	return isMark(mark) ? mark : null;
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

/** Up to where the copy in files is known to be whole; null when nobody knows. */
export function readCopied(marks: Marks | null, of: { deviceId: string; epoch: number }): number | null {
	return (
		readPlaces(marks, copiedKey).find(({ deviceId, epoch }) => deviceId === of.deviceId && epoch === of.epoch)?.seq ??
		null
	);
}

/** Whether it could be noted. Entries of other devices are of no use any more. */
export function writeCopied(marks: Marks | null, of: { deviceId: string; epoch: number }, seq: number): boolean {
	const { deviceId, epoch } = of;
	const others = readPlaces(marks, copiedKey).filter((entry) => entry.deviceId === deviceId && entry.epoch !== epoch);
	try {
		marks?.write(copiedKey, JSON.stringify([...others, { deviceId, epoch, seq }]));
		return marks !== null;
	} catch {
		return false;
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
export type EndedJournal = Place;

/** Journals of devices that ended here and that the server has: a copy that could not be removed at once is no lost one. */
export function readEnded(marks: Marks | null): readonly EndedJournal[] {
	return readPlaces(marks, endedKey);
}

export function writeEnded(marks: Marks | null, journals: readonly EndedJournal[]): void {
	try {
		if (journals.length > 0) marks?.write(endedKey, JSON.stringify(journals));
		else marks?.remove(endedKey);
	} catch {
		// Full or forbidden storage: the copy is then handed over once more, and answered as a duplicate.
	}
}
