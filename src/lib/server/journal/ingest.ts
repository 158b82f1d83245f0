/**
 * A till's events into the journal and the books, exactly once (DESIGN.md §5). An event is a fact: genuine ones are never
 * refused. What cannot be read is kept as evidence, what disagrees with the books opens a case.
 */
import type { PushAnswer, PushOrder, PushRequest, TillReport } from '$lib/contract/sync/push';
import { newId, type Ports } from '../ports';
import type { Db } from '../db/client';
import {
	decideBookings,
	quarantine,
	readAll,
	toHex,
	type Booking,
	type Books,
	type Outcome,
	type ReadEvent
} from './apply';
import { authenticate, type Arrived, type Signer } from './arrived';
import { readPublicKey } from '../crypto/es256';
import { holdsAll } from './known';
import { placeEvents, type Placement } from './place';
import {
	bookBatch,
	findBefore,
	findEpochOwner,
	findNewestEpoch,
	insertLostEpoch,
	listSigners,
	listStored,
	lockEpoch,
	lookUp,
	trying,
	updateEpoch,
	updateReport,
	type Trx
} from './queries';
import { noteReturned, readReturnedSales } from './queries.returns';
import { runningNumber } from './receipt-count';
import { mergeBatches, type Batch } from './rows';
import { bookJoins, lookUpJoins } from '../members/join-fact';
import { noteUnrewarded } from '../rewards/book';
import { rewardBooked } from '../rewards/booked';
import { highestEpoch, lostAtMost } from '../tills/epoch';
import { readWatermark } from './watermark';

/** A push; a held one that is booked later says nothing of the till's state. */
export type Push = Omit<PushRequest, 'report'> & {
	report: PushRequest['report'] | null;
	/** Nobody can send what is missing before these events: the rest of a lost journal. */
	gapsAllowed?: boolean;
};

/** The device whose session brings the push. */
export type PushingDevice = { deviceId: string; tillId: string; tillCode: string; storeId: string };

export type Ingested =
	| { ok: true; answer: PushAnswer }
	| { ok: false; code: 'signature_wrong' | 'bad_request'; seq: number; detail: string };

const tries = 4;

/** Books what a push brings and answers for every event. Nothing is stored when nothing in it is signed by a device of the till. */
export async function ingest(db: Db, device: PushingDevice, request: Push, ports: Ports): Promise<Ingested> {
	const owner = await findEpochOwner(db, device.tillId, request.epoch);
	if (owner && request.events.length > 0 && request.events.every(({ seq }) => seq <= owner.headSeq)) {
		const again = await answerAgain(db, device, request, ports);
		if (again) return { ok: true, answer: { ...again, watermark: await readWatermark(db, device, ports.now()) } };
	}
	const signers = await signersOf(db, device, owner?.deviceId ?? null);
	const arrived = authenticate(request.events, signers, { tillId: device.tillId, epoch: request.epoch });
	if (!arrived.ok) return arrived;
	if (arrived.unsignedFrom !== null && arrived.events.length === 0) {
		const seq = arrived.unsignedFrom;
		return {
			ok: false,
			code: 'signature_wrong',
			seq,
			detail: `Event ${String(seq)} is not signed by this till's key.`
		};
	}
	const booked = await inTransaction(db, (trx) => bookPush(trx, device, request, arrived.events, ports));
	const watermark = await readWatermark(db, device, ports.now());
	return { ok: true, answer: { ...booked, watermark } };
}

type Booked = { answers: Outcome[]; order: PushOrder };

/** The answer to a push whose every event came before; `null` when something in it is new. */
async function answerAgain(db: Db, device: PushingDevice, request: Push, ports: Ports): Promise<Booked | null> {
	if (!(await holdsAll(db, device.tillId, request.epoch, request.events))) return null;
	const seqs = unique(request.events.map(({ seq }) => seq)).sort((a, b) => a - b);
	if (request.report) {
		await updateReport(db, device.deviceId, afterPush(request.report, seqs.length), new Date(ports.now()));
	}
	return { answers: seqs.map((seq) => ({ seq, result: 'duplicate' })), order: { kind: 'none' } };
}

/** Deadlocks and lost serialisation pass; the whole push is tried again. */
async function inTransaction<T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> {
	for (let left = tries - 1; ; left--) {
		try {
			return await db.transaction().execute(work);
		} catch (error) {
			const { code } = error as { code?: string };
			if (left === 0 || (code !== '40P01' && code !== '40001')) throw error;
		}
	}
}

/** Only the device an epoch was given to writes into it: a retired tablet cannot disturb its successor's. */
async function signersOf(db: Db, device: PushingDevice, ownerId: string | null): Promise<Signer[]> {
	const signers = await findSigners(db, device);
	return ownerId === null ? signers : signers.filter(({ deviceId }) => deviceId === ownerId);
}

export async function findSigners(db: Db, device: PushingDevice): Promise<Signer[]> {
	const devices = await listSigners(db, device.tillId);
	return devices
		.filter(({ id, state }) => id === device.deviceId || state !== 'stolen')
		.sort((a, b) => Number(b.id === device.deviceId) - Number(a.id === device.deviceId))
		.flatMap(({ id, public_key }) => {
			const key = readPublicKey(public_key);
			return key ? [{ deviceId: id, key }] : [];
		});
}

async function bookPush(
	trx: Trx,
	device: PushingDevice,
	request: Push,
	events: readonly Arrived[],
	ports: Ports
): Promise<Booked> {
	const { tillId } = device;
	const { epoch: number } = request;
	const [first] = events;
	const known = await lockEpoch(trx, tillId, number);
	const epoch = known ?? (await takeUpLostEpoch(trx, tillId, number, first, request.gapsAllowed ?? false));
	if (!epoch) return { answers: [], order: { kind: 'resend_from', seq: 1 } };
	const last = events.at(-1)?.seq ?? 0;
	const stored = first ? await listStored(trx, tillId, number, first.seq - 1, last) : [];
	const placement = placeEvents(
		events,
		{
			epochHash: epoch.epoch_hash,
			headSeq: epoch.head_seq,
			headHash: epoch.head_hash,
			branches: epoch.branches,
			gapsAllowed: epoch.gaps_allowed
		},
		stored
	);
	const outcomes = await bookPlaced(trx, device, number, placement, ports);
	if (placement.fresh.length > 0) {
		const { head, branches } = placement;
		await updateEpoch(trx, tillId, number, { headSeq: head.seq, headHash: head.hash, branches });
	}
	if (request.report) {
		const taken = placement.duplicates.length + outcomes.length;
		await updateReport(trx, device.deviceId, afterPush(request.report, taken), new Date(ports.now()));
	}
	const lost: PushOrder = { kind: 'new_epoch', reason: 'restored' };
	return {
		answers: [...placement.duplicates.map((seq): Outcome => ({ seq, result: 'duplicate' })), ...outcomes].sort(
			(a, b) => a.seq - b.seq
		),
		order: !known && placement.order.kind === 'none' ? lost : placement.order
	};
}

/** A till counts what waits before it sends; what arrived just now no longer does. */
function afterPush(report: TillReport, taken: number): TillReport {
	const pending = Math.max(0, report.pending - taken);
	return { ...report, pending, oldestPendingAt: pending === 0 ? null : report.oldestPendingAt };
}

/**
 * An epoch the restored server has never heard of begins again with the till's first event, which names its hash. What a
 * till no longer has before it (it was in a newer backup than the one put back) is a gap, with a case.
 */
async function takeUpLostEpoch(
	trx: Trx,
	tillId: string,
	epoch: number,
	first: Arrived | undefined,
	gapsAllowed: boolean
) {
	if (!first?.envelope) return undefined;
	const newest = await findNewestEpoch(trx, tillId);
	const isGap = first.seq > 1;
	// A till that was given a newer epoch since has named the gap in its first event.
	if (isGap && !gapsAllowed && (newest?.epoch ?? 0) <= epoch) return undefined;
	if (epoch > (await highestEpoch(trx, tillId)) + lostAtMost) return undefined;
	const epochHash = first.envelope.prev;
	await insertLostEpoch(trx, { tillId, epoch, deviceId: first.signerId, epochHash, gapsAllowed: isGap });
	return lockEpoch(trx, tillId, epoch);
}

/** Set by set; when the database refuses a set, one by one, and only the refused event is set aside. */
async function bookPlaced(
	trx: Trx,
	device: PushingDevice,
	epoch: number,
	placement: Placement,
	ports: Ports
): Promise<Outcome[]> {
	if (placement.fresh.length === 0) return [];
	const events = readAll(placement.fresh);
	const books = await openBooks(trx, device, epoch, events, ports);
	const bookings = decideBookings(events, books);
	const place = { tillId: device.tillId, epoch, storeId: device.storeId };
	const whole = mergeBatches(
		bookings.map(({ batch }) => batch),
		books.receivedAtMs
	);
	const refused = await trying(trx, () => bookAll(trx, place, whole, bookings, ports));
	if (!refused) {
		await rewardSales(trx, bookings, ports);
		return bookings.map(({ outcome }) => outcome);
	}
	const outcomes: Outcome[] = [];
	for (const booking of bookings) outcomes.push(await bookAlone(trx, place, booking, books, ports));
	return outcomes;
}

type BookPlace = { tillId: string; epoch: number; storeId: string };

/** Members first: what is booked for them needs them. */
async function bookAll(trx: Trx, place: BookPlace, batch: Batch, bookings: readonly Booking[], ports: Ports) {
	await bookJoins(
		trx,
		ports,
		bookings.flatMap(({ join }) => join ?? [])
	);
	await bookBatch(trx, place, batch);
	const returns = bookings.flatMap(({ sale, saleId }) =>
		sale?.body.kind === 'return' && saleId ? [{ saleId, body: sale.body }] : []
	);
	await noteReturned(trx, returns);
}

async function bookAlone(trx: Trx, place: BookPlace, booking: Booking, books: Books, ports: Ports): Promise<Outcome> {
	const fault = await trying(trx, () => bookAll(trx, place, booking.batch, [booking], ports));
	if (!fault) {
		await rewardSales(trx, [booking], ports);
		return booking.outcome;
	}
	const aside = quarantine(booking.placed, { reason: 'not_bookable', detail: fault.code }, books);
	await bookBatch(trx, place, aside.batch);
	return aside.outcome;
}

/** The wallets follow the sales that were booked. One that the ledger cannot take stays booked, with a case. */
async function rewardSales(trx: Trx, bookings: readonly Booking[], ports: Ports): Promise<void> {
	const sales = bookings.flatMap(({ sale }) => sale ?? []);
	if (!(await trying(trx, () => rewardBooked(trx, ports, sales)))) return;
	for (const sale of sales) {
		const fault = await trying(trx, () => rewardBooked(trx, ports, [sale]));
		if (fault) await noteUnrewarded(trx, ports, sale, fault.code);
	}
}

/** What the books know of everything these events speak of. */
async function openBooks(
	trx: Trx,
	device: PushingDevice,
	epoch: number,
	events: readonly ReadEvent[],
	ports: Ports
): Promise<Books> {
	const sales = events.flatMap(({ body }) => (body.ok && body.type === 'sale.completed' ? [body.body] : []));
	const envelopes = events.flatMap(({ placed }) => placed.event.envelope ?? []);
	const found = await lookUp(trx, {
		eventIds: unique(envelopes.map((envelope) => envelope.id)),
		productIds: unique(sales.flatMap((sale) => sale.lines.flatMap((line) => line.productId ?? []))),
		staffIds: unique(envelopes.flatMap((envelope) => envelope.staffId ?? [])),
		memberIds: unique(sales.flatMap((sale) => sale.member?.memberId ?? [])),
		cardHmacs: unique(sales.flatMap((sale) => toHex(sale.member?.cardHmac) ?? [])).map((hex) =>
			Buffer.from(hex, 'hex')
		),
		saleIds: unique(sales.map((sale) => sale.saleId)),
		receiptNumbers: unique(sales.map((sale) => sale.receiptNumber))
	});
	const before = await findBefore(trx, device.tillId, epoch, events[0]?.placed.event.seq ?? 1);
	const receivedAtMs = ports.now();
	return {
		...found,
		joins: await lookUpJoins(trx, ports, device.storeId, joinsIn(events)),
		returnedSales: await readReturnedSales(trx, sales),
		storeId: device.storeId,
		tillId: device.tillId,
		tillCode: device.tillCode,
		epoch,
		receivedAtMs,
		beforeMs: before.at === null ? null : Date.parse(before.at),
		receipts: { last: runningNumber(before.receiptNumber), unread: before.unreadSince },
		newId: () => newId(ports)
	};
}

function joinsIn(events: readonly ReadEvent[]) {
	return events.flatMap(({ placed, body }) =>
		body.ok && body.type === 'member.joined'
			? [{ cardHmac: toHex(body.body.cardHmac) ?? '', privateText: placed.event.private?.text ?? null }]
			: []
	);
}

function unique<T>(values: readonly T[]): T[] {
	return [...new Set(values)];
}
