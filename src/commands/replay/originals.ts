/** Which sale of the run a cancelled row gives back. */
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { InvoiceRow } from './invoices';

/** Part of a cancelled row that one line of one sale can give back; `quantityMilli` positive. */
export type Match = { original: SaleBody; lineNo: number; quantityMilli: number };

type SoldLine = { sale: SaleBody; lineNo: number; leftMilli: number };

export class Originals {
	readonly #lines = new Map<string, SoldLine[]>();
	/** By receipt number. */
	readonly #saleOf = new Map<string, string>();
	readonly #returned = new Map<string, Map<number, number>>();

	/** `rows` stand behind the sale's lines, in their order. */
	add(customer: string, sale: SaleBody, rows: readonly InvoiceRow[]): void {
		this.#saleOf.set(sale.receiptNumber, sale.saleId);
		for (const [index, row] of rows.entries()) {
			const key = keyOf(customer, row);
			const line = { sale, lineNo: index + 1, leftMilli: row.quantity * 1000 };
			this.#lines.set(key, [...(this.#lines.get(key) ?? []), line]);
		}
	}

	/** The latest sales of the same goods at the same price to the same customer; null when they sold less than comes back. */
	find(customer: string, row: InvoiceRow): Match[] | null {
		let wantedMilli = -row.quantity * 1000;
		const matches: Match[] = [];
		for (const line of (this.#lines.get(keyOf(customer, row)) ?? []).toReversed()) {
			const quantityMilli = Math.min(wantedMilli, line.leftMilli);
			if (quantityMilli === 0) continue;
			matches.push({ original: line.sale, lineNo: line.lineNo, quantityMilli });
			wantedMilli -= quantityMilli;
		}
		if (wantedMilli > 0) return null;
		for (const match of matches) this.#take(keyOf(customer, row), match);
		return matches;
	}

	#take(key: string, { original, lineNo, quantityMilli }: Match): void {
		const line = this.#lines.get(key)?.find((one) => one.sale === original && one.lineNo === lineNo);
		if (line) line.leftMilli -= quantityMilli;
	}

	/** What was given back of a sale so far, by line in thousandths. */
	returnedOf(saleId: string): ReadonlyMap<number, number> {
		return this.#returned.get(saleId) ?? new Map<number, number>();
	}

	noteReturn(back: SaleBody): void {
		const original = this.#saleOf.get(back.originalReceiptNumber ?? '');
		if (original === undefined) return;
		const after = new Map(this.returnedOf(original));
		for (const { lineNo, quantityMilli } of back.lines) after.set(lineNo, (after.get(lineNo) ?? 0) - quantityMilli);
		this.#returned.set(original, after);
	}
}

function keyOf(customer: string, { sku, priceMinor }: InvoiceRow): string {
	return JSON.stringify([customer, sku.toUpperCase(), priceMinor]);
}
