/** Rows as `book_events` takes them: what one event means for the books. */
import { withoutPaymentNumbers } from '$lib/domain/code/payment-numbers';
import type { SaleBody } from '$lib/domain/receipt/sale';

type EventRow = {
	seq: number;
	branch: number;
	id: string | null;
	type: string | null;
	v: number | null;
	at: string | null;
	staff_id: string | null;
	text: string;
	hash: string;
	sig: string;
	prev: string | null;
	result: 'applied' | 'applied_with_case' | 'quarantined';
	device_id: string;
};

type SaleRow = ReturnType<typeof saleRow>;
type LineRow = ReturnType<typeof lineRows>[number];
type TaxRow = ReturnType<typeof taxRows>[number];
type TenderRow = ReturnType<typeof tenderRows>[number];

export type CaseRow = {
	id: string;
	kind: string;
	seq: number;
	sale_id: string | null;
	detail: Record<string, unknown>;
};

/** Everything one call books. */
export type Batch = {
	/** By the server's clock, ISO. */
	receivedAt: string;
	events: EventRow[];
	privates: { seq: number; branch: number; salt: string; text: string }[];
	sales: SaleRow[];
	lines: LineRow[];
	taxes: TaxRow[];
	tenders: TenderRow[];
	cases: CaseRow[];
};

export function emptyBatch(receivedAtMs: number): Batch {
	const receivedAt = new Date(receivedAtMs).toISOString();
	return { receivedAt, events: [], privates: [], sales: [], lines: [], taxes: [], tenders: [], cases: [] };
}

/** All batches of one push as one. */
export function mergeBatches(batches: readonly Batch[], receivedAtMs: number): Batch {
	return {
		receivedAt: new Date(receivedAtMs).toISOString(),
		events: batches.flatMap((batch) => batch.events),
		privates: batches.flatMap((batch) => batch.privates),
		sales: batches.flatMap((batch) => batch.sales),
		lines: batches.flatMap((batch) => batch.lines),
		taxes: batches.flatMap((batch) => batch.taxes),
		tenders: batches.flatMap((batch) => batch.tenders),
		cases: batches.flatMap((batch) => batch.cases)
	};
}

/**
 * A batch as jsonb takes it. A text cut in the middle of an emoji leaves half of it behind, which JSON can write and
 * jsonb refuses: it becomes U+FFFD in the books. The event's own text stays as it is.
 */
export function toJsonb(batch: Batch): string {
	const text = JSON.stringify(batch);
	if (!/\\ud[89a-f]/.test(text)) return text;
	return JSON.stringify(batch, (_key, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value));
}

/** Where and by whom a sale was made, as the server sees it. */
export type SaleContext = {
	/** The body's own id, or the event's when that one is taken by another sale. */
	saleId: string;
	seq: number;
	branch: number;
	/** The till's clock, corrected by its offset. */
	at: string;
	staffId: string | null;
	memberId: string | null;
	/** Hex. */
	cardHmac: string | null;
	eventHash: string;
};

/** Adds a sale's rows to a batch. */
export function addSale(batch: Batch, body: SaleBody, context: SaleContext): void {
	batch.sales.push(saleRow(body, context));
	batch.lines.push(...lineRows(body, context.saleId));
	batch.taxes.push(...taxRows(body, context.saleId));
	batch.tenders.push(...tenderRows(body, context.saleId));
}

function saleRow(body: SaleBody, context: SaleContext) {
	return {
		id: context.saleId,
		seq: context.seq,
		branch: context.branch,
		kind: body.kind,
		receipt_number: body.receiptNumber,
		original_receipt_number: body.originalReceiptNumber,
		business_date: body.businessDate,
		at: context.at,
		staff_id: context.staffId,
		member_id: context.memberId,
		card_hmac: context.cardHmac,
		currency: body.currency,
		items_minor: body.totals.itemsMinor,
		discounts_minor: body.totals.discountsMinor,
		tax_minor: body.totals.taxMinor,
		due_minor: body.totals.dueMinor,
		rounding_minor: body.totals.roundingMinor,
		change_minor: body.totals.changeMinor,
		line_count: body.lines.length,
		item_count: countItems(body),
		receipt_token_hash: body.receiptTokenHash,
		event_hash: context.eventHash
	};
}

/** Pieces count one by one, everything weighed or measured counts once. */
function countItems(body: SaleBody): number {
	return body.lines.reduce(
		(count, line) => count + (line.unit === 'H87' ? Math.round(Math.abs(line.quantityMilli) / 1000) : 1),
		0
	);
}

/** Lines are numbered by their place: a till that numbers two alike must not lose its sale. */
function lineRows(body: SaleBody, saleId: string) {
	return body.lines.map((line, index) => ({
		sale_id: saleId,
		line_no: index + 1,
		product_id: line.productId,
		sku: line.sku,
		name: line.name,
		code: line.code,
		quantity_milli: line.quantityMilli,
		unit: line.unit,
		unit_price_minor: line.unitPriceMinor,
		gross_minor: line.grossMinor,
		discount_minor: line.discounts.reduce((sum, discount) => sum + discount.amountMinor, 0),
		total_minor: line.totalMinor,
		tax_rate_id: line.taxRateId,
		tax_rate_bp: line.taxRateBp
	}));
}

function taxRows(body: SaleBody, saleId: string) {
	const byRate = new Map<
		string,
		{ sale_id: string; rate_id: string; rate_bp: number; net_minor: number; tax_minor: number; gross_minor: number }
	>();
	for (const tax of body.taxes) {
		const row = byRate.get(tax.rateId);
		byRate.set(tax.rateId, {
			sale_id: saleId,
			rate_id: tax.rateId,
			rate_bp: tax.rateBp,
			net_minor: tax.netMinor + (row?.net_minor ?? 0),
			tax_minor: tax.taxMinor + (row?.tax_minor ?? 0),
			gross_minor: tax.grossMinor + (row?.gross_minor ?? 0)
		});
	}
	return [...byRate.values()];
}

function tenderRows(body: SaleBody, saleId: string) {
	return body.tenders.map((tender, index) => ({
		sale_id: saleId,
		tender_no: index + 1,
		kind: tender.kind,
		amount_minor: tender.amountMinor,
		// Facts of older tills may hold the number of a payment card; the rows do not.
		reference: tender.kind === 'card' ? tender.reference && withoutPaymentNumbers(tender.reference) : null
	}));
}
