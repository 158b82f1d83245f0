/** A sale reaches the wallet: what it spent is taken, what it earned is given, once. Many sales in two round trips. */
import { isUuid } from '$lib/domain/id';
import { decideCapture, type Hold, type HoldKind } from '$lib/domain/wallet/capture';
import type { Lot } from '$lib/domain/wallet/lot';
import { move, type Posting } from '$lib/domain/wallet/posting';
import type { Actor } from '../audit/audit';
import type { LedgerKind } from '../db/schema-wallet';
import { newId, type Ports } from '../ports';
import { fingerprintOf, LedgerBatch, type LotDraft } from './batch';
import { expiredByLot, type OpenedHold, type OpenedLot, type OpenedWallets } from './opened';
import { bookLedger, openWallets, type Trx } from './queries';

/** An award: a lot to be. `basis`: which lines earned how much of it; null: all lines of the sale. */
export type NewLot = Omit<LotDraft, 'id' | 'source'>;

/** A part of the bill that the wallet paid, as the sale says. */
export type SpendInSale = { grantId: string; kind: HoldKind; currency: string; amountMinor: number };

export type PurchaseToBook = {
	/** One key is booked once, for ever: for a sale `purchase:<saleId>`. */
	key: string;
	/** What must be the same when the key comes again, such as the sale's event hash: never what is computed from it. */
	content: string;
	saleId: string | null;
	memberId: string;
	/** When it happened, by the corrected clock. */
	atMs: number;
	actor: Actor;
	awards: NewLot[];
	spends: SpendInSale[];
};

export type Captured = SpendInSale & {
	/** The offer that gave it, of an instant spend whose hold is known. */
	offerId: string | null;
	/** Another kind than the sale's is a disagreement as well: the grant's counts. */
	grantedAs: HoldKind;
	/** Anything but `standing` is a disagreement that needs a case: the value was taken all the same. */
	found: 'standing' | 'captured' | 'released' | 'expired' | 'unknown';
	/** More than was granted. */
	beyondMinor: number;
	/** How much deeper the wallet is below zero for it. */
	overdrawnMinor: number;
};

export type Awarded = { lotId: string; currency: string; amountMinor: number; offerId: string | null; label: string };

export type PurchaseBooked =
	| { ok: true; key: string; transactionId: string; replayed: boolean; awards: Awarded[]; captures: Captured[] }
	| { ok: false; key: string; code: 'conflict' };

type StoredAnswer = { awards: Awarded[]; captures: Captured[] };

/** The wallets of one call, as they change while its purchases are decided one after the other. */
class Desk {
	private readonly lots = new Map<string, Lot[]>();
	private readonly holds: Map<string, OpenedHold>;
	private readonly booked: Map<string, { id: string; fingerprint: string; answer: unknown }>;
	private readonly expired: Map<string, number>;

	constructor(opened: OpenedWallets) {
		const lots = opened.lots ?? [];
		for (const lot of lots)
			this.lots.set(lot.memberId, [...(this.lots.get(lot.memberId) ?? []), lot satisfies OpenedLot]);
		this.holds = new Map(opened.holds.map((hold) => [hold.id, hold]));
		this.booked = new Map((opened.transactions ?? []).map((transaction) => [transaction.key, transaction]));
		this.expired = expiredByLot(lots);
	}

	findBooked(key: string) {
		return this.booked.get(key);
	}

	noteBooked(key: string, id: string, fingerprint: string, answer: StoredAnswer): void {
		this.booked.set(key, { id, fingerprint, answer });
	}

	/** A grant of another member is as good as unknown. */
	private findHold(grantId: string, memberId: string): (Hold & { offerId: string | null }) | null {
		const hold = this.holds.get(grantId.toLowerCase());
		return hold?.memberId === memberId ? hold : null;
	}

	capture(spend: SpendInSale, purchase: PurchaseToBook, debtLotId: string) {
		const { memberId, atMs } = purchase;
		const hold = this.findHold(spend.grantId, memberId);
		const capture = decideCapture(hold, this.lots.get(memberId) ?? [], this.expired, { ...spend, atMs, debtLotId });
		this.lots.set(memberId, capture.lots);
		for (const { account, lotId, amountMinor } of capture.postings) {
			if (account === 'expiry' && lotId) this.expired.set(lotId, (this.expired.get(lotId) ?? 0) + amountMinor);
		}
		const opened = this.holds.get(spend.grantId.toLowerCase());
		if (opened && capture.found === 'standing') this.holds.set(opened.id, { ...opened, ended: 'captured' });
		return { ...capture, holdId: hold?.id ?? null, offerId: hold?.offerId ?? null };
	}

	award(memberId: string, lot: LotDraft, bookedAtMs: number): void {
		const made = { ...lot, balanceMinor: lot.amountMinor, heldMinor: 0, createdAtMs: bookedAtMs };
		this.lots.set(memberId, [...(this.lots.get(memberId) ?? []), made]);
	}
}

function debtLot(id: string, currency: string, atMs: number): LotDraft {
	return {
		id,
		currency,
		source: 'debt',
		offerId: null,
		label: '',
		amountMinor: 0,
		validFromMs: atMs,
		expiresAtMs: null,
		conditions: null,
		basis: null
	};
}

function kindOf({ saleId, spends }: PurchaseToBook): LedgerKind {
	if (saleId !== null) return 'purchase';
	return spends.length > 0 ? 'spend' : 'award';
}

function bookSpends(desk: Desk, batch: LedgerBatch, ports: Ports, purchase: PurchaseToBook, id: string) {
	const owner = { id, memberId: purchase.memberId, saleId: purchase.saleId };
	const postings: Posting[] = [];
	const captures: Captured[] = [];
	let partNo = 0;
	for (const spend of purchase.spends) {
		if (spend.amountMinor <= 0) continue;
		const debtLotId = newId(ports);
		const capture = desk.capture(spend, purchase, debtLotId);
		const { kind, offerId } = capture;
		if (capture.parts.some(({ lotId }) => lotId === debtLotId)) {
			batch.addLot(debtLot(debtLotId, spend.currency, purchase.atMs), owner);
		}
		if (capture.holdId !== null && capture.found === 'standing') {
			batch.captureHold(capture.holdId, spend.amountMinor, id);
		}
		for (const { lotId, amountMinor } of capture.parts) {
			partNo += 1;
			batch.addSpendPart(owner, partNo, { ...spend, ...{ kind, offerId }, lotId, amountMinor });
		}
		postings.push(...capture.postings);
		const { found, beyondMinor, overdrawnMinor } = capture;
		captures.push({ ...spend, offerId, grantedAs: kind, found, beyondMinor, overdrawnMinor });
	}
	return { postings, captures };
}

function bookOne(desk: Desk, batch: LedgerBatch, ports: Ports, purchase: PurchaseToBook): PurchaseBooked {
	const { key, memberId, saleId, actor, atMs } = purchase;
	const fingerprint = fingerprintOf(purchase.content);
	const stored = desk.findBooked(key);
	if (stored && stored.fingerprint !== fingerprint) return { ok: false, key, code: 'conflict' };
	// Written below by this function, under the same key.
	if (stored) return { ok: true, key, transactionId: stored.id, replayed: true, ...(stored.answer as StoredAnswer) };
	const id = newId(ports);
	const { postings, captures } = bookSpends(desk, batch, ports, purchase, id);
	const awards: Awarded[] = [];
	for (const award of purchase.awards) {
		if (award.amountMinor <= 0) continue;
		const lot: LotDraft = { ...award, id: newId(ports), source: 'award' };
		const { currency, amountMinor, offerId, label } = lot;
		batch.addLot(lot, { id, memberId, saleId });
		desk.award(memberId, lot, ports.now());
		postings.push(...move('award_cost', { lot: lot.id }, currency, amountMinor));
		awards.push({ lotId: lot.id, currency, amountMinor, offerId, label });
	}
	const answer: StoredAnswer = { awards, captures };
	batch.addTransaction(
		{ id, key, fingerprint, kind: kindOf(purchase), memberId, saleId, actor, atMs, answer },
		postings
	);
	desk.noteBooked(key, id, fingerprint, answer);
	return { ok: true, key, transactionId: id, replayed: false, ...answer };
}

/**
 * Books purchases in their order, each once. Nothing is refused but a key that was booked with other content: sales are
 * facts, and what the wallet did not cover is told in `captures`, for the caller's case.
 */
export async function bookPurchases(
	trx: Trx,
	ports: Ports,
	purchases: readonly PurchaseToBook[]
): Promise<PurchaseBooked[]> {
	if (purchases.length === 0) return [];
	const spends = purchases.flatMap((purchase) => purchase.spends);
	const opened = await openWallets(
		trx,
		purchases.map(({ memberId }) => memberId),
		{
			keys: purchases.map(({ key }) => key),
			grants: spends.map(({ grantId }) => grantId).filter(isUuid),
			lots: spends.length > 0
		}
	);
	const desk = new Desk(opened);
	const batch = new LedgerBatch(ports.now());
	const answers = purchases.map((purchase) => bookOne(desk, batch, ports, purchase));
	await bookLedger(trx, batch);
	return answers;
}

/**
 * A purchase that spends nothing, under a key that was never used: what `bookLedger` would book, for a caller who books it
 * together with rows of its own. The wallet is locked.
 */
export function prepareAward(ports: Ports, purchase: Omit<PurchaseToBook, 'spends'>) {
	const batch = new LedgerBatch(ports.now());
	const answer = bookOne(new Desk({ holds: [] }), batch, ports, { ...purchase, spends: [] });
	if (!answer.ok) throw new Error('nothing was booked before');
	return { batch, awards: answer.awards };
}

async function bookSingle(trx: Trx, ports: Ports, purchase: PurchaseToBook): Promise<PurchaseBooked> {
	const [answer] = await bookPurchases(trx, ports, [purchase]);
	if (!answer) throw new Error('one purchase has one answer');
	return answer;
}

/** Gives value, with or without a sale. */
export function award(trx: Trx, ports: Ports, given: Omit<PurchaseToBook, 'spends'>): Promise<PurchaseBooked> {
	return bookSingle(trx, ports, { ...given, spends: [] });
}

/** Takes what was held, also when the hold had ended meanwhile: then the wallet may fall below zero. */
export function capture(trx: Trx, ports: Ports, taken: Omit<PurchaseToBook, 'awards'>): Promise<PurchaseBooked> {
	return bookSingle(trx, ports, { ...taken, awards: [] });
}
