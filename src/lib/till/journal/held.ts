/**
 * Journals of former devices that this browser still holds: in files, or set aside in the database when a key was lost or
 * a new enrolment took its place. Their events are signed, so they can be handed over without the key.
 */
import type { JournalContext } from './append';
import type { CopyHead, CopyLine } from './copies';
import { copyLine } from './copying';
import type { DeviceRecord, EventRow, HeadRow, HeldNote, HeldRow } from './rows';

/** `handed`: the server has it, and it stays until a backup has it too. `refused`: the server does not take it. */
export type HeldJournal = {
	deviceId: string | null;
	tillId: string;
	epoch: number;
	lastSeq: number;
	state: 'waiting' | 'handed' | 'refused';
};

export type Journal = { deviceId: string | null; tillId: string; epoch: number };

export function isSameJournal(a: Journal, b: Journal): boolean {
	// A till's id says nothing of whose copy it is; without a device it is all there is.
	return a.epoch === b.epoch && a.deviceId === b.deviceId && (a.deviceId !== null || a.tillId === b.tillId);
}

/** A device's events as they are set aside. All rows of one database are of one device. */
export function heldOf(
	events: readonly EventRow[],
	heads: readonly HeadRow[],
	device: Pick<DeviceRecord, 'deviceId' | 'tillId'> | null
): HeldRow[] {
	const { deviceId, tillId } = device ?? findOrigin(events, heads);
	return events.map((row) => ({ ...copyLine(row), deviceId, tillId }));
}

/** Whose events these are, when the device's own record is gone: the server's answers and the first events say it. */
function findOrigin(
	events: readonly EventRow[],
	heads: readonly HeadRow[]
): { deviceId: string | null; tillId: string } {
	for (const { grant } of heads) {
		const { deviceId, tillId } = readOrigin(grant.epochText);
		if (deviceId !== null && tillId !== null) return { deviceId, tillId };
	}
	let known = '';
	for (const { type, text } of events) {
		const { tillId, body } = readOrigin(text);
		known = tillId ?? known;
		const deviceId = type === 'epoch.opened' ? body?.deviceId : undefined;
		if (deviceId) return { deviceId, tillId: known };
	}
	return { deviceId: null, tillId: known };
}

type Origin = { deviceId: string | null; tillId: string | null };

/** By hand and not by a schema: a start would wait for those, and the server tells by the signatures what is genuine. */
function readOrigin(text: string): Origin & { body?: Origin } {
	const read = parse(text);
	const of = (value: object): Origin => ({ deviceId: textAt(value, 'deviceId'), tillId: textAt(value, 'tillId') });
	if (!isObject(read)) return { deviceId: null, tillId: null };
	return 'body' in read && isObject(read.body) ? { ...of(read), body: of(read.body) } : of(read);
}

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}

function textAt(value: object, key: string): string | null {
	const text: unknown = Reflect.get(value, key);
	return typeof text === 'string' ? text : null;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

/** A note counts for as much as it was made of: what came to light since waits. */
export function noteOf(
	notes: readonly HeldNote[] | undefined,
	journal: Journal & { lastSeq: number }
): HeldNote | null {
	return notes?.find((one) => isSameJournal(one, journal) && one.lastSeq >= journal.lastSeq) ?? null;
}

export function withNotes(held: readonly HeldJournal[], notes: readonly HeldNote[] | undefined): HeldJournal[] {
	return held.map((journal) => ({ ...journal, state: noteOf(notes, journal)?.state ?? 'waiting' }));
}

/** What is held of others than this device, one entry for each device and epoch. */
export async function listHeld(
	{ store }: Pick<JournalContext, 'store'>,
	copyHeads: readonly CopyHead[],
	deviceId: string | null
): Promise<HeldJournal[]> {
	const held: HeldJournal[] = [];
	const note = (journal: Journal, seq: number) => {
		const known = held.find((one) => isSameJournal(one, journal));
		if (known) known.lastSeq = Math.max(known.lastSeq, seq);
		else {
			const { tillId, epoch } = journal;
			held.push({ deviceId: journal.deviceId, tillId, epoch, lastSeq: seq, state: 'waiting' });
		}
	};
	for (const { origin, last } of copyHeads) if (last && origin.deviceId !== deviceId) note(origin, last.seq);
	for (const row of await store.held()) note(row, row.seq);
	return held.length > 0 ? withNotes(held, (await store.sync()).heldNotes) : held;
}

export type HeldLines = {
	/** Each event once, in order. */
	lines: CopyLine[];
	/** Null when the files could not be read: then there may be more. */
	fromFiles: CopyLine[] | null;
};

/** All that is held of one journal, from both places. */
export async function readHeld({ store, copies }: JournalContext, journal: HeldJournal): Promise<HeldLines> {
	const { deviceId, epoch } = journal;
	const reading = deviceId === null ? undefined : copies?.read(deviceId, epoch, 1);
	const fromFiles = (await (reading ?? Promise.resolve([])).catch(() => null)) satisfies CopyLine[] | null;
	const aside = (await store.held()).filter((row) => isSameJournal(row, journal)).map((row) => copyLine(row));
	const byHash = new Map([...(fromFiles ?? []), ...aside].map((line) => [`${String(line.seq)} ${line.hash}`, line]));
	return { lines: [...byHash.values()].sort((a, b) => a.seq - b.seq), fromFiles };
}
