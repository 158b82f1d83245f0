/**
 * Returns while the server can be asked. A receipt is open at one till at a time, and what a till is granted is guarded by
 * the database: granted and returned together are never more than was sold. A return that arrives is a fact and is booked
 * by the journal, whatever stands here.
 */
import type {
	FoundReceipt,
	ReceiptReference,
	ReturnGrant,
	ReturnLookup,
	ReturnRefusalCode
} from '$lib/contract/sync/returns';
import { sha256Base64url } from '../crypto/es256';
import type { Db } from '../db/client';
import { shownName } from '$lib/domain/contact/shown-name';
import type { Ports } from '../ports';
import type { RewardsApp } from '../rewards/answer';
import type { RewardsBackend } from '../rewards/backend';
import { readSale } from '../sales/detail';
import type { SessionDevice } from '../tills/session';
import {
	findByNumber,
	findByReturnCode,
	findByToken,
	findHold,
	findMemberName,
	findOpenHold,
	grantHold,
	isBooked,
	isOverReturn,
	listTaken,
	lockReceipt,
	putHold,
	putHoldLines,
	removeHold,
	removeStale,
	type FoundSale,
	type Trx
} from './queries';

export type ReturnRefusal = { ok: false; code: ReturnRefusalCode | 'not_open' };
type At = Pick<SessionDevice, 'tillId'>;

/** How long a till may think about a receipt before another one may take it. */
const openMs = 10 * 60_000;
/** Longer than a till may be without the server: what it paid out has arrived by then, or never was. */
const grantedMs = 7 * 24 * 3600_000;

function findReceipt(db: Db, receipt: ReceiptReference): Promise<FoundSale | undefined> {
	switch (receipt.via) {
		case 'number':
			return findByNumber(db, receipt.receiptNumber);
		case 'token':
			return findByToken(db, sha256Base64url(receipt.token));
		case 'return_code':
			return findByReturnCode(db, receipt);
	}
}

/** Finds a receipt, and keeps it for this till while the cashier looks at it. */
export async function lookUpReturn(
	{ db, ports, rewards }: RewardsApp,
	{ tillId }: At,
	{ returnId, receipt, allSent }: ReturnLookup
): Promise<{ ok: true; found: FoundReceipt } | ReturnRefusal> {
	const sale = await findReceipt(db, receipt);
	if (!sale) return { ok: false, code: 'receipt_unknown' };
	if (sale.kind !== 'sale') return { ok: false, code: 'original_is_return' };
	const expiresAt = new Date(ports.now() + openMs);
	const returned = await db.transaction().execute(async (trx) => {
		await lockReceipt(trx, sale.receiptNumber);
		await removeStale(trx, { saleId: sale.id, tillId, now: new Date(ports.now()), granted: allSent });
		const hold = { returnId, saleId: sale.id, tillId, state: 'open' as const, expiresAt };
		return (await putHold(trx, hold)) ? await listTaken(trx, sale) : null;
	});
	if (!returned) return { ok: false, code: 'return_open_elsewhere' };
	const found = await describe(db, rewards, sale);
	return found
		? { ok: true, found: { ...found, returned, expiresAt: expiresAt.toISOString() } }
		: { ok: false, code: 'receipt_unknown' };
}

async function describe(
	db: Db,
	rewards: RewardsBackend,
	{ id, memberId }: FoundSale
): Promise<Omit<FoundReceipt, 'returned' | 'expiresAt'> | null> {
	const read = await readSale(db, id);
	if (!read?.body) return null;
	const { sale, body, proof } = read;
	const given = memberId === null ? { awards: [], balances: [] } : await rewards.given(body, memberId);
	const name = memberId === null ? null : await findMemberName(db, memberId);
	return {
		saleId: id,
		at: new Date(sale.at).toISOString(),
		tillName: sale.tillName,
		cashierName: sale.staffName?.split(' ')[0] ?? null,
		body,
		genuine: proof !== null && proof.signed && proof.chained && proof.textUnchanged,
		...given,
		memberName: name === null ? null : shownName(name) || null
	};
}

/**
 * The decision: these goods may be taken back by this till. Asked again, the newest quantities count. A return that has
 * arrived meanwhile was granted.
 */
export async function grantReturn(
	db: Db,
	ports: Ports,
	{ tillId }: At,
	wish: ReturnGrant
): Promise<{ ok: true } | ReturnRefusal> {
	if (await isBooked(db, wish.returnId)) return { ok: true };
	const sale = await readSale(db, wish.originalSaleId);
	if (!sale) return { ok: false, code: 'receipt_unknown' };
	if (sale.sale.kind !== 'sale') return { ok: false, code: 'original_is_return' };
	const { receiptNumber } = sale.sale;
	try {
		return await db.transaction().execute(async (trx) => {
			await lockReceipt(trx, receiptNumber);
			return grantLocked(trx, ports, tillId, wish);
		});
	} catch (error) {
		if (isOverReturn(error)) return { ok: false, code: 'returned_more_than_sold' };
		throw error;
	}
}

async function grantLocked(
	trx: Trx,
	ports: Ports,
	tillId: string,
	{ returnId, originalSaleId: saleId, lines }: ReturnGrant
): Promise<{ ok: true } | ReturnRefusal> {
	const own = await findHold(trx, returnId);
	if (own && (own.tillId !== tillId || own.saleId !== saleId)) return { ok: false, code: 'not_open' };
	await removeStale(trx, { saleId, tillId, now: new Date(ports.now()), granted: false, keep: returnId });
	const elsewhere = await findOpenHold(trx, saleId);
	if (elsewhere && elsewhere.returnId !== returnId) return { ok: false, code: 'return_open_elsewhere' };
	const expiresAt = new Date(ports.now() + grantedMs);
	if (own) await grantHold(trx, returnId, expiresAt);
	else await putHold(trx, { returnId, saleId, tillId, state: 'granted', expiresAt });
	await putHoldLines(trx, returnId, lines);
	return { ok: true };
}

/** The cashier went back: another till may take the receipt. */
export async function releaseReturn(db: Db, { tillId }: At, returnId: string): Promise<void> {
	await removeHold(db, returnId, tillId);
}
