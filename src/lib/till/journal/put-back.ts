/** Puts events back that the database lost and the copy still has. */
import { eventBodies } from '$lib/contract/sync/bodies';
import { envelope, type Envelope } from '$lib/contract/sync/event';
import { toBase64url, utf8 } from '$lib/domain/bytes';
import type { SaleBody } from '$lib/domain/receipt/sale';
import { voucherCodes } from '$lib/domain/voucher/code';
import * as z from 'zod/mini';
import type { JournalContext } from './append';
import type { CopyLine, HighWaterMark } from './copies';
import type { DeviceRecord, EventRow, HeadRow, Position, SaleRow } from './rows';
import { readSalePrivate } from './private';
import type { Ports } from '../ports';
import { sha256, sha256With } from './seal';

type Loss = { head: HeadRow | null; database: Position | null; known: Position; mark: HighWaterMark | null };
type Back = { restored: number; lost: { epoch: number; fromSeq: number; toSeq: number } | null };

/**
 * Goes on as far as the copy's chain holds. What even the copy lacks but the high-water mark knows of is passed over: the
 * next event follows the mark's hash, the receipt numbers go on behind the mark's, and the server is asked for a new epoch.
 */
export async function putBack(context: JournalContext, device: DeviceRecord, loss: Loss): Promise<Back> {
	const { store } = context;
	let head = loss.head && loss.database ? { ...loss.head, seq: loss.database.seq } : null;
	if (head && head.seq > 0) head.hash = (await store.lastEvent(head.epoch))?.hash ?? head.hash;
	if (head && head.seq === 0) head.hash = head.grant.epochHash;
	let restored = 0;
	let hole: Back['lost'] = null;
	for (const epoch of await epochsToRead(context, device, head, loss.known)) {
		const from = head?.epoch === epoch ? head.seq + 1 : 1;
		const lines = (await context.copies?.read(device.deviceId, epoch, from).catch(() => [])) ?? [];
		const chain = await followChain(context, lines, head?.epoch === epoch ? head : null);
		if (chain.length === 0) continue;
		hole = (await holeIn(store, epoch, from, chain)) ?? hole;
		head = headAfter(chain, head?.epoch === epoch ? head : null, loss.mark);
		await store.restore(
			chain.map(({ row }) => row),
			head,
			await salesOf(context, chain)
		);
		restored += chain.length;
	}
	return { restored, lost: (await passOver(context, head, loss)) ?? hole };
}

/** What even the copy lacks between its lines, as far as the server has it not. The server asks for it, and is told then. */
async function holeIn(
	store: JournalContext['store'],
	epoch: number,
	from: number,
	chain: readonly Link[]
): Promise<Back['lost']> {
	const acked = (await store.progress()).find((row) => row.epoch === epoch)?.ackedSeq ?? 0;
	let next = Math.max(from, acked + 1);
	for (const { seq } of chain.map(({ row }) => row)) {
		if (seq > next) return { epoch, fromSeq: next, toSeq: seq - 1 };
		next = Math.max(next, seq + 1);
	}
	return null;
}

async function epochsToRead(
	{ copies }: JournalContext,
	device: DeviceRecord,
	head: HeadRow | null,
	known: Position
): Promise<number[]> {
	const held = (await copies?.heads().catch(() => [])) ?? [];
	const epochs = held.filter(({ origin }) => origin.deviceId === device.deviceId).map(({ origin }) => origin.epoch);
	const from = head?.epoch ?? 1;
	return [...new Set(epochs)].filter((epoch) => epoch >= from && epoch <= known.epoch).sort((a, b) => a - b);
}

type Link = { row: EventRow; read: Envelope; receiptToken: string };

/**
 * The genuine lines behind the head. What follows a gap is put back as well: it is signed, and what lies between is with
 * the server (its copies were dropped) or gone, which the next epoch says.
 */
async function followChain(
	{ ports }: JournalContext,
	lines: readonly CopyLine[],
	head: HeadRow | null
): Promise<Link[]> {
	const chain: Link[] = [];
	let seq = head?.seq ?? 0;
	let prev = head?.hash ?? null;
	for (const line of lines) {
		if (line.seq <= seq) continue;
		const read = readEnvelope(line.text);
		const isNext = line.seq === seq + 1;
		if (!read || (isNext && prev !== null && read.prev !== prev)) continue;
		if (toBase64url(await sha256(ports.subtle, utf8(line.text))) !== line.hash) continue;
		const { receiptToken = '', ...event } = line;
		chain.push({ row: { ...event, type: read.type, at: read.at }, read, receiptToken });
		seq = line.seq;
		prev = line.hash;
	}
	return chain;
}

function headAfter(chain: readonly Link[], before: HeadRow | null, mark: HighWaterMark | null): HeadRow {
	const last = chain[chain.length - 1]?.row;
	const first = chain[0];
	if (!last || !first) throw new Error('a chain without links has no head');
	const numbers = chain.map((link) => runningNumber(saleIn(link)?.receiptNumber ?? ''));
	const newestNo = Math.max(0, ...numbers);
	const grant = before?.grant ?? { epoch: last.epoch, epochText: '', epochHash: first.read.prev };
	// Numbers given to sales that are neither here nor in the copy must not come again.
	const markedNo = mark?.epoch === last.epoch ? mark.lastReceiptNo : 0;
	const lastReceiptNo = Math.max(before?.lastReceiptNo ?? 0, newestNo, markedNo);
	return { epoch: last.epoch, seq: last.seq, hash: last.hash, lastReceiptNo, grant };
}

function runningNumber(receiptNumber: string): number {
	return Number(receiptNumber.slice(receiptNumber.lastIndexOf('-') + 1));
}

function saleIn({ row, read }: Link) {
	const sale = row.type === 'sale.completed' ? z.safeParse(eventBodies['sale.completed'], read.body) : null;
	return sale?.success ? sale.data : null;
}

/** The sales among restored events, as far as they can be shown again. */
async function salesOf({ ports }: JournalContext, chain: readonly Link[]): Promise<SaleRow[]> {
	const sales: SaleRow[] = [];
	for (const link of chain) {
		const body = saleIn(link);
		if (!body) continue;
		const { row, read, receiptToken } = link;
		const { epoch, seq, at, hash } = row;
		const { saleId, receiptNumber } = body;
		const privateText = await readSalePrivate(ports, row.private, body.privateHash);
		const voucherCodes = await codesOf(ports, body, receiptToken);
		const rest = { privateText, receiptToken, ...voucherCodes, staffName: '', copies: 0, shown: true };
		sales.push({ v: 1, epoch, seq, at, hash, saleId, receiptNumber, body, staffId: read.staffId, ...rest });
	}
	return sales;
}

/** They follow from the token; where that is lost they are on the paper alone. */
async function codesOf(
	{ subtle }: Ports,
	{ vouchersGiven }: SaleBody,
	token: string
): Promise<Pick<SaleRow, 'voucherCodes'>> {
	if (!vouchersGiven || token === '') return {};
	return { voucherCodes: await voucherCodes(token, vouchersGiven.length, sha256With(subtle)) };
}

async function passOver({ store }: JournalContext, head: HeadRow | null, { mark }: Loss): Promise<Back['lost']> {
	if (!mark || (head && (head.epoch > mark.epoch || (head.epoch === mark.epoch && head.seq >= mark.seq)))) return null;
	const { epoch, seq, hash, lastReceiptNo } = mark;
	const fromSeq = head?.epoch === epoch ? head.seq + 1 : 1;
	const grant = head?.epoch === epoch ? head.grant : { epoch, epochText: '', epochHash: hash };
	const acked = (await store.progress()).find((row) => row.epoch === epoch)?.ackedSeq ?? 0;
	// Before the head moves: a start that is cut off in between would find nothing missing any more.
	if (acked < seq) await store.updateSync({ order: 'lost_events' });
	await store.restore([], { epoch, seq, hash, lastReceiptNo, grant }, []);
	if (acked >= seq) return null;
	return { epoch, fromSeq: Math.max(fromSeq, acked + 1), toSeq: seq };
}

function readEnvelope(text: string): Envelope | null {
	try {
		const parsed = z.safeParse(envelope, JSON.parse(text));
		return parsed.success ? parsed.data : null;
	} catch {
		return null;
	}
}
