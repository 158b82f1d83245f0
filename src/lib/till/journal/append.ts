/** The one way into the journal. */
import type { EventBody, EventType } from '$lib/contract/sync/bodies';
import type { EpochGrant } from '$lib/contract/sync/till';
import { uuidv7 } from '$lib/domain/id';
import { sealEvent } from '$lib/domain/journal/chain';
import type { Ports } from '../ports';
import type { JournalCopies } from './copies';
import { copyInTime, copyLine } from './copying';
import { underLock } from './lock';
import { writeMark } from './mark';
import type { DeviceRecord, EventRow, HeadRow } from './rows';
import { sha256With, signWith } from './seal';
import type { Beside, JournalStore } from './store';

export type JournalContext = { ports: Ports; store: JournalStore; copies: JournalCopies | null };

/** An event before it has a place. `T`'s newest version is 1 for all types so far. */
export type Draft<T extends EventType = EventType> = {
	type: T;
	body: EventBody<T>;
	staffId: string | null;
	private?: { salt: string; text: string };
	/** The event uses the next receipt number. */
	takesReceiptNo?: boolean;
	/** What is written in the same transaction; it knows the event's place. */
	beside?: (row: EventRow) => Beside;
};

export type AppendRefusal =
	| { ok: false; code: 'not_enrolled' }
	/** Retired or stolen, or the server's order to open a new epoch could not be carried out. */
	| { ok: false; code: 'device_ended' }
	/** Nothing was written. `reason` is the browser's own word, for support. */
	| { ok: false; code: 'storage_failed'; reason: string };

type Refusal = { ok: false; code: string };

export type Appended = {
	ok: true;
	row: EventRow;
	head: HeadRow;
	/** Whether the mark was moved and the copy in files is whole; the sale stands either way. */
	witnesses: { copy: boolean; mark: boolean };
};

/** Tabs that append at the same moment take turns; more losses in a row than this mean something else is wrong. */
const headTries = 8;
const reopenTries = 3;
const lockWaitMs = 2_000;

/**
 * Writes one event: `compose` gets the head it will follow (and may be asked again when another tab was faster). When the
 * answer is `ok` the event is on the disk, and only then may a receipt be shown (reliability I27).
 */
export function append<T extends EventType>(
	context: JournalContext,
	compose: (head: HeadRow, device: DeviceRecord) => Draft<T> | Promise<Draft<T>>,
	/** Opens the epoch of this grant: the event becomes its first. */
	grant?: EpochGrant
): Promise<Appended | AppendRefusal> {
	return appendOrRefuse<T, never>(context, compose, grant);
}

/** The same for an event that may turn out, with the head in sight, not to be written. */
export function appendOrRefuse<T extends EventType, R extends Refusal>(
	context: JournalContext,
	compose: (head: HeadRow, device: DeviceRecord) => Draft<T> | R | Promise<Draft<T> | R>,
	grant?: EpochGrant
): Promise<Appended | AppendRefusal | R> {
	return underLock(context.ports, 'journal', lockWaitMs, async () => {
		const { store } = context;
		let sealed: EventRow | null = null;
		let receiptToken: string | undefined;
		let closed = 0;
		for (let tried = 0; tried < headTries;) {
			try {
				const { device, head: newest, sync } = await store.standing();
				const head = grant && (newest?.epoch ?? 0) < grant.epoch ? epochStart(grant) : newest;
				if (!device || !head) return { ok: false, code: 'not_enrolled' };
				// The connection broke after the commit: the event stands and must not be written twice.
				if (sealed && head.hash === sealed.hash) return await witnessed(context, device, sealed, head, receiptToken);
				if (sync.deviceState !== 'active') return { ok: false, code: 'device_ended' };
				const draft = await compose(head, device);
				if ('ok' in draft) return draft;
				sealed = await seal(context.ports, device, head, sync.clockOffsetMs, draft);
				const next = moved(head, sealed, draft.takesReceiptNo ?? false);
				const beside = draft.beside?.(sealed) ?? {};
				receiptToken = beside.sale?.receiptToken;
				if ((await store.append([sealed], next, beside)) === 'written') {
					return await witnessed(context, device, sealed, next, receiptToken);
				}
				sealed = null;
				tried++;
			} catch (error) {
				if (!isClosed(error) || closed++ >= reopenTries) return failed(error);
				await store.reopen().catch(() => undefined);
			}
		}
		return { ok: false, code: 'storage_failed', reason: 'head_moved' };
	});
}

/** The head of an epoch without events: the server's answer is what the first one follows. */
export function epochStart(grant: EpochGrant): HeadRow {
	return { epoch: grant.epoch, seq: 0, hash: grant.epochHash, lastReceiptNo: 0, grant };
}

/** The place an event takes and the head after it. */
async function seal(
	ports: Ports,
	device: DeviceRecord,
	head: HeadRow,
	clockOffsetMs: number,
	draft: Draft
): Promise<EventRow> {
	const now = ports.clock.now();
	const at = new Date(now).toISOString();
	const fields = {
		id: uuidv7(now, ports.random.bytes(10)),
		tillId: device.tillId,
		epoch: head.epoch,
		seq: head.seq + 1,
		type: draft.type,
		v: 1,
		at,
		clockOffsetMs,
		staffId: draft.staffId,
		body: draft.body,
		prev: head.hash
	};
	const event = await sealEvent(fields, sha256With(ports.subtle), signWith(ports.subtle, device.signingKey.privateKey));
	const place = { epoch: fields.epoch, seq: fields.seq, type: fields.type, at };
	return draft.private ? { ...place, ...event, private: draft.private } : { ...place, ...event };
}

function moved(head: HeadRow, row: EventRow, takesReceiptNo: boolean): HeadRow {
	return { ...head, seq: row.seq, hash: row.hash, lastReceiptNo: head.lastReceiptNo + (takesReceiptNo ? 1 : 0) };
}

async function witnessed(
	context: JournalContext,
	device: DeviceRecord,
	row: EventRow,
	head: HeadRow,
	receiptToken: string | undefined
): Promise<Appended> {
	const { ports } = context;
	const { deviceId, tillId } = device;
	const mark = writeMark(ports.marks, {
		deviceId,
		tillId,
		epoch: head.epoch,
		seq: head.seq,
		hash: head.hash,
		lastReceiptNo: head.lastReceiptNo
	});
	const copy = await copyInTime(context, { deviceId, tillId, epoch: row.epoch }, copyLine(row, receiptToken));
	ports.bus.post({ kind: 'sync' });
	return { ok: true, row, head, witnesses: { copy, mark } };
}

/** The connection is gone (WebKit drops it under memory pressure), not the data: opening again helps. */
function isClosed(error: unknown): boolean {
	return error instanceof Error && /^(DatabaseClosed|InvalidState|OpenFailed)(Error)?$/.test(error.name);
}

function failed(error: unknown): AppendRefusal {
	const reason = error instanceof Error ? [error.name, error.message].join(': ').slice(0, 300) : String(error);
	return { ok: false, code: 'storage_failed', reason };
}
