/** From placed events to what is booked: reads bodies, judges them against the books, and makes the rows. Pure. */
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { PushResult } from '$lib/contract/sync/push';
import { planJoin, type KnownForJoins, type PlannedJoin } from '../members/join-fact';
import { readBody, type ReadBody } from './body';
import { correctedAt, judgeClock } from './clock';
import { judgePrivate } from './private-part';
import type { Finding, Placed } from './place';
import { judgeReceiptNumber, type ReceiptCount } from './receipt-count';
import { addSale, emptyBatch, type Batch } from './rows';
import { judgeReturned, type ReturnedSales } from './judge-return';
import { judgeSale } from './judge-sale';
import type { BookedSale } from '../rewards/book';

export type Books = {
	storeId: string;
	tillId: string;
	tillCode: string;
	epoch: number;
	receivedAtMs: number;
	products: ReadonlySet<string>;
	staff: ReadonlySet<string>;
	/** Grows with everybody who joins. */
	members: Set<string>;
	/** By HMAC in hex. */
	memberOfCard: Map<string, string>;
	/** Null when nobody joins in this push. */
	joins: KnownForJoins | null;
	/** Of the events at hand and of those the server has. */
	eventIds: Set<string>;
	saleIds: Set<string>;
	receiptNumbers: Set<string>;
	returnedSales: ReturnedSales;
	/** Corrected time of the event before, epoch milliseconds. */
	beforeMs: number | null;
	receipts: ReceiptCount;
	newId: () => string;
};

export type Outcome = { seq: number; result: PushResult; caseId?: string };
/** `sale`: what the members' wallets have to hear of; `saleId`: under what id it stands in the books; `join`: who is a member from now on. */
export type Booking = {
	placed: Placed;
	outcome: Outcome;
	batch: Batch;
	sale: BookedSale | null;
	join: PlannedJoin | null;
	saleId: string | null;
};

export type ReadEvent = { placed: Placed; body: ReadBody };

export function readAll(fresh: readonly Placed[]): ReadEvent[] {
	return fresh.map((placed) => ({ placed, body: readBody(placed.event) }));
}

/** Decides about one event after another, in their order: each is judged against the one before. */
export function decideBookings(events: readonly ReadEvent[], books: Books): Booking[] {
	return events.map((event) => decide(event, books));
}

function decide({ placed, body }: ReadEvent, books: Books): Booking {
	const id = placed.event.envelope?.id;
	if (id !== undefined && books.eventIds.has(id))
		return keepAsEvidence(placed, { code: 'event_id_doubled', id }, books);
	if (id !== undefined) books.eventIds.add(id);
	return body.ok ? book(placed, body, books) : quarantine(placed, body, books);
}

function book(placed: Placed, read: ReadBody & { ok: true }, books: Books): Booking {
	const { event } = placed;
	if (event.damage !== null) throw new Error('A damaged event has no body.');
	const { envelope } = event;
	const findings = [...placed.findings];
	const atMs = correctedAt(envelope);
	findings.push(...judgeClock(atMs, books));
	books.beforeMs = atMs ?? books.beforeMs;
	if (envelope.staffId !== null && !books.staff.has(envelope.staffId)) {
		findings.push({ code: 'staff_unknown', staffId: envelope.staffId });
	}
	const batch = emptyBatch(books.receivedAtMs);
	const at = new Date(atMs ?? books.receivedAtMs).toISOString();
	let saleId: string | null = null;
	let sale: BookedSale | null = null;
	if (read.type === 'sale.completed') {
		saleId = books.saleIds.has(read.body.saleId) ? envelope.id : read.body.saleId;
		findings.push(...judgeSale(read.body, books), ...judgeReturned(read.body, books.returnedSales));
		if (placed.branch === 0) findings.push(...judgeReceiptNumber(read.body.receiptNumber, books));
		const memberId = findMember(read.body, books);
		sale = {
			// Under the id of the books: under a doubled one, the wallets would take it for the sale that came first.
			...{ body: { ...read.body, saleId }, memberId, atMs: atMs ?? books.receivedAtMs, eventHash: event.hash },
			...{ tillId: books.tillId, deviceId: event.signerId }
		};
		addSale(batch, read.body, {
			saleId,
			seq: event.seq,
			branch: placed.branch,
			at,
			staffId: envelope.staffId,
			memberId,
			cardHmac: toHex(read.body.member?.cardHmac),
			eventHash: event.hash
		});
		books.saleIds.add(saleId);
		books.receiptNumbers.add(read.body.receiptNumber);
	}
	const privacy = judgePrivate(event.private, read);
	findings.push(...privacy.findings);
	if (privacy.keep) batch.privates.push({ seq: event.seq, branch: placed.branch, ...privacy.keep });
	let join: PlannedJoin | null = null;
	if (read.type === 'member.joined' && books.joins) {
		const by = { at, deviceId: event.signerId, staffId: envelope.staffId };
		const privateText = privacy.keep?.text ?? null;
		const planned = bookJoin({ ...read.body, ...by, privateText }, books, books.joins);
		findings.push(...planned.findings);
		join = planned.join;
	}
	if (read.type === 'epoch.opened' && read.body.missingFromSeq !== null) {
		const { formerEpoch, missingFromSeq, missingToSeq } = read.body;
		findings.push({ code: 'events_missing', epoch: formerEpoch, fromSeq: missingFromSeq, toSeq: missingToSeq });
	}
	const caseId = openCase(batch, placed, findings, saleId, books);
	const result = caseId ? 'applied_with_case' : 'applied';
	batch.events.push({ ...eventColumns(placed), result, at });
	return { placed, batch, sale, saleId, join, outcome: { seq: event.seq, result, ...(caseId && { caseId }) } };
}

type JoinSaid = Parameters<typeof planJoin>[0];

/** Sales behind it, in the same push too, are the new member's. */
function bookJoin(said: JoinSaid, books: Books, known: KnownForJoins) {
	const cardHmac = toHex(said.cardHmac) ?? '';
	const planned = planJoin({ ...said, cardHmac }, books.storeId, known);
	books.members.add(said.memberId);
	if (planned.join.takesCard) books.memberOfCard.set(cardHmac, said.memberId);
	return planned;
}

/** Kept as evidence; the queue moves on. */
export function quarantine(placed: Placed, why: { reason: string; detail?: string }, books: Books): Booking {
	const finding: Finding = { code: 'event_unreadable', reason: why.reason };
	if (why.detail !== undefined) finding.detail = why.detail.slice(0, 300);
	return keepAsEvidence(placed, finding, books);
}

function keepAsEvidence(placed: Placed, finding: Finding, books: Books): Booking {
	const batch = emptyBatch(books.receivedAtMs);
	const caseId = openCase(batch, placed, [finding, ...placed.findings], null, books);
	batch.events.push({ ...eventColumns(placed), result: 'quarantined' });
	books.receipts.unread += 1;
	return {
		placed,
		batch,
		sale: null,
		join: null,
		saleId: null,
		outcome: { seq: placed.event.seq, result: 'quarantined', ...(caseId && { caseId }) }
	};
}

function eventColumns({ event, branch }: Placed) {
	const { seq, text, hash, sig, envelope, signerId } = event;
	return {
		seq,
		branch,
		id: envelope?.id ?? null,
		type: envelope?.type ?? null,
		v: envelope && envelope.v < 2 ** 31 ? envelope.v : null,
		at: null,
		staff_id: envelope?.staffId ?? null,
		text,
		hash,
		sig,
		prev: envelope?.prev ?? null,
		device_id: signerId
	};
}

/** One case an event: named by the first finding, holding all. */
function openCase(batch: Batch, { event, branch }: Placed, findings: Finding[], saleId: string | null, books: Books) {
	const [first] = findings;
	if (!first) return undefined;
	const id = books.newId();
	const detail = { findings, branch, eventHash: event.hash };
	batch.cases.push({ id, kind: first.code, seq: event.seq, sale_id: saleId, detail });
	return id;
}

function findMember({ member }: SaleBody, books: Books): string | null {
	if (member?.memberId && books.members.has(member.memberId)) return member.memberId;
	return books.memberOfCard.get(toHex(member?.cardHmac) ?? '') ?? null;
}

export function toHex(base64url: string | null | undefined): string | null {
	return base64url ? Buffer.from(base64url, 'base64url').toString('hex') : null;
}
