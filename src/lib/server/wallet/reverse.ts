/** A sale is given back, whole or in parts: the wallet's side of it, once. */
import { decideReversal, type Reversal, type ReversalRequest, type Undone } from '$lib/domain/wallet/reverse';
import type { NegativePolicy } from '$lib/domain/wallet/take';
import type { Actor } from '../audit/audit';
import { newId, type Ports } from '../ports';
import { fingerprintOf, LedgerBatch } from './batch';
import { expiredByLot, type OpenedWallets } from './opened';
import { bookLedger, listMembersOfSale, openWallets, type Trx } from './queries';

export type ReversalToBook = {
	/** `reversal:<return's saleId>`: booked once, for ever. */
	key: string;
	content: string;
	/** The sale that is given back. */
	originalSaleId: string;
	/** The return; null when a sale is cancelled without one. */
	returnSaleId: string | null;
	request: ReversalRequest;
	policy: NegativePolicy;
	atMs: number;
	actor: Actor;
	reason?: string;
};

type Outcome = Omit<Reversal, 'ok' | 'postings'>;

export type ReversalBooked =
	| ({ ok: true; transactionId: string; memberId: string; replayed: boolean } & Outcome)
	/** `unknown_sale`: no purchase of that sale was booked; a return that comes before its sale may be tried again later. */
	| { ok: false; code: 'conflict' | 'unknown_sale' | 'insufficient_value' };

function undoneOf(opened: OpenedWallets): Undone {
	return {
		everything: (opened.cancelled ?? []).length > 0,
		milliByLine: new Map((opened.returnedLines ?? []).map((line) => [line.lineNo, line.returnedMilli])),
		minorByGrant: new Map((opened.returnedSpends ?? []).map((spend) => [spend.grantId, spend.amountMinor]))
	};
}

/**
 * Takes back the award in proportion to the lines returned so far and gives back the spends into the lots they came from.
 * Every return of a sale must name all its lines, so that n parts sum to the whole.
 */
export async function reverse(trx: Trx, ports: Ports, given: ReversalToBook): Promise<ReversalBooked> {
	const { key, originalSaleId, request, policy, atMs, actor } = given;
	const [memberId, ...others] = await listMembersOfSale(trx, originalSaleId);
	if (memberId === undefined) return { ok: false, code: 'unknown_sale' };
	if (others.length > 0) throw new Error(`sale ${originalSaleId} moved value of several members`);
	const opened = await openWallets(trx, [memberId], { keys: [key], sales: [originalSaleId], lots: true });
	const fingerprint = fingerprintOf(given.content);
	const [stored] = opened.transactions ?? [];
	if (stored && stored.fingerprint !== fingerprint) return { ok: false, code: 'conflict' };
	// Written below by this function, under the same key.
	if (stored) return { ok: true, transactionId: stored.id, memberId, replayed: true, ...(stored.answer as Outcome) };
	const lots = opened.lots ?? [];
	const decision = decideReversal({
		awards: opened.awards ?? [],
		spent: opened.spends ?? [],
		undone: undoneOf(opened),
		request,
		lots,
		expired: expiredByLot(lots),
		policy,
		atMs
	});
	if (!decision.ok) return decision;
	const { ok: _ok, postings, ...outcome } = decision;
	const id = newId(ports);
	const batch = new LedgerBatch(ports.now());
	batch.addTransaction(
		{
			id,
			key,
			fingerprint,
			kind: request.everything ? 'cancellation' : 'reversal',
			memberId,
			saleId: given.returnSaleId,
			originalSaleId,
			...(given.reason === undefined ? {} : { reason: given.reason }),
			actor,
			atMs,
			answer: outcome
		},
		postings
	);
	for (const { lineNo, returnedMilli } of request.everything ? [] : request.lines) {
		if (returnedMilli > 0) batch.addReturnedLine(id, originalSaleId, lineNo, returnedMilli);
	}
	for (const { grantId, amountMinor } of outcome.grants)
		batch.addReturnedSpend(id, originalSaleId, grantId, amountMinor);
	await bookLedger(trx, batch);
	return { ok: true, transactionId: id, memberId, replayed: false, ...outcome };
}
