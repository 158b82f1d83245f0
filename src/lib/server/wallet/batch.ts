/** What one call books: rows as `book_ledger` takes them, gathered from decisions. */
import { createHash } from 'node:crypto';
import type { LotConditions } from '$lib/domain/wallet/conditions';
import type { HoldKind } from '$lib/domain/wallet/capture';
import type { Take } from '$lib/domain/wallet/lot';
import type { Posting } from '$lib/domain/wallet/posting';
import type { Actor } from '../audit/audit';
import type { LedgerKind } from '../db/schema-wallet';

/** The same key with another fingerprint is a conflict. */
export function fingerprintOf(content: string): string {
	return createHash('sha256').update(content).digest('hex');
}

const iso = (ms: number) => new Date(ms).toISOString();

export type TransactionDraft = {
	id: string;
	key: string;
	/** Hex. */
	fingerprint: string;
	kind: LedgerKind;
	memberId: string;
	saleId: string | null;
	originalSaleId?: string;
	reason?: string;
	actor: Actor;
	atMs: number;
	answer: unknown;
};

export type LotDraft = {
	id: string;
	currency: string;
	source: 'award' | 'adjustment' | 'debt';
	offerId: string | null;
	label: string;
	amountMinor: number;
	validFromMs: number;
	expiresAtMs: number | null;
	conditions: LotConditions | null;
	basis: { lineNo: number; amountMinor: number }[] | null;
};

export type HoldDraft = {
	id: string;
	key: string;
	memberId: string;
	currency: string;
	kind: HoldKind;
	saleId: string | null;
	/** Of an instant spend: what gave it. */
	offerId: string | null;
	label: string;
	askedMinor: number;
	amountMinor: number;
	expiresAtMs: number;
	lots: readonly Take[];
};

type Row = Record<string, string | number | null | object>;
type Owner = { id: string; memberId: string; saleId: string | null };

export class LedgerBatch {
	private readonly rows = new Map<string, Row[]>();

	constructor(private readonly bookedAtMs: number) {}

	get isEmpty(): boolean {
		return this.rows.size === 0;
	}

	/** What `book_ledger` takes. */
	toRows(): Record<string, unknown> {
		return { bookedAt: iso(this.bookedAtMs), ...Object.fromEntries(this.rows) };
	}

	toJson(): string {
		return JSON.stringify(this.toRows());
	}

	private add(list: string, row: Row): void {
		const rows = this.rows.get(list);
		if (rows) rows.push(row);
		else this.rows.set(list, [row]);
	}

	addTransaction(draft: TransactionDraft, postings: readonly Posting[]): void {
		this.add('transactions', {
			id: draft.id,
			key: draft.key,
			fingerprint: draft.fingerprint,
			kind: draft.kind,
			member_id: draft.memberId,
			sale_id: draft.saleId,
			original_sale_id: draft.originalSaleId ?? null,
			reason: draft.reason ?? null,
			actor_kind: draft.actor.kind,
			actor_id: draft.actor.kind === 'system' ? null : draft.actor.id,
			at: iso(draft.atMs),
			answer: draft.answer as object
		});
		for (const [index, { account, lotId, currency, amountMinor }] of postings.entries()) {
			this.add('entries', {
				transaction_id: draft.id,
				entry_no: index + 1,
				account,
				member_id: account === 'member' ? draft.memberId : null,
				lot_id: lotId ?? null,
				currency,
				amount_minor: amountMinor
			});
		}
	}

	addLot(lot: LotDraft, transaction: Owner): void {
		this.add('lots', {
			id: lot.id,
			member_id: transaction.memberId,
			currency: lot.currency,
			transaction_id: transaction.id,
			source: lot.source,
			sale_id: transaction.saleId,
			offer_id: lot.offerId,
			label: lot.label,
			amount_minor: lot.amountMinor,
			valid_from: iso(lot.validFromMs),
			expires_at: lot.expiresAtMs === null ? null : iso(lot.expiresAtMs),
			conditions: lot.conditions,
			basis: lot.basis,
			created_at: iso(this.bookedAtMs)
		});
	}

	addHold(hold: HoldDraft): void {
		this.add('holds', {
			id: hold.id,
			key: hold.key,
			member_id: hold.memberId,
			currency: hold.currency,
			kind: hold.kind,
			sale_id: hold.saleId,
			offer_id: hold.offerId,
			label: hold.label,
			asked_minor: hold.askedMinor,
			amount_minor: hold.amountMinor,
			created_at: iso(this.bookedAtMs),
			expires_at: iso(hold.expiresAtMs)
		});
		for (const [index, { lotId, amountMinor }] of hold.lots.entries()) {
			this.add('holdLots', { hold_id: hold.id, position: index + 1, lot_id: lotId, amount_minor: amountMinor });
		}
	}

	endHold(holdId: string, outcome: 'released' | 'expired'): void {
		this.add('holdEnds', { hold_id: holdId, outcome, captured_minor: 0, transaction_id: null });
	}

	captureHold(holdId: string, capturedMinor: number, transactionId: string): void {
		this.add('holdEnds', {
			hold_id: holdId,
			outcome: 'captured',
			captured_minor: capturedMinor,
			transaction_id: transactionId
		});
	}

	/** Parts of one transaction are numbered by the caller: a purchase may use several grants. */
	addSpendPart(
		transaction: Owner,
		partNo: number,
		part: {
			grantId: string;
			kind: HoldKind;
			offerId: string | null;
			lotId: string | null;
			currency: string;
			amountMinor: number;
		}
	): void {
		this.add('spendParts', {
			transaction_id: transaction.id,
			part_no: partNo,
			sale_id: transaction.saleId,
			grant_id: part.grantId,
			kind: part.kind,
			offer_id: part.offerId,
			lot_id: part.lotId,
			currency: part.currency,
			amount_minor: part.amountMinor
		});
	}

	addReturnedLine(transactionId: string, originalSaleId: string, lineNo: number, returnedMilli: number): void {
		this.add('reversalLines', {
			transaction_id: transactionId,
			line_no: lineNo,
			original_sale_id: originalSaleId,
			returned_milli: returnedMilli
		});
	}

	addReturnedSpend(transactionId: string, originalSaleId: string, grantId: string, amountMinor: number): void {
		this.add('reversalSpends', {
			transaction_id: transactionId,
			grant_id: grantId,
			original_sale_id: originalSaleId,
			amount_minor: amountMinor
		});
	}
}
