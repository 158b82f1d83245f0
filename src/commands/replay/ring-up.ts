/** Rings up invoices through a till without a screen. */
import { createHash } from 'node:crypto';
import type { BasketLine } from '$lib/domain/basket/basket';
import { largestLineCount, pieceUnit } from '$lib/domain/basket/limits';
import { newBasket } from '$lib/domain/basket/lines';
import { uuidv7 } from '$lib/domain/id';
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { BookedSale, ReplayShop } from '$lib/server/replay/books';
import type { HeadlessTill, SellingTerms } from '$lib/till/headless';
import type { SetClock } from '$lib/till/memory-ports';
import { amountOf, type Invoice, type InvoiceRow, type LeftOut } from './invoices';
import { Originals, type Match } from './originals';

/** What came of an invoice. `expectedMinor`: its rows that were rung up, by the file alone. */
export type RungUp = { invoice: string; expectedMinor: bigint; saleIds: string[] };

export type Tools = {
	shop: ReplayShop;
	terms: SellingTerms;
	clock: SetClock;
	/** Sales of a former run of the same file. */
	booked: (saleIds: readonly string[]) => Promise<ReadonlyMap<string, BookedSale>>;
	/** Enrols when it is first needed: a file that is in the books needs no till. */
	till: () => Promise<HeadlessTill>;
};

/** A push carries as much. */
const eventsAPush = 200;

export class Replay {
	readonly done: RungUp[] = [];
	readonly leftOut: LeftOut[] = [];
	readonly counts = { rungUp: 0, already: 0, unknownProduct: 0, zeroPrice: 0, noName: 0 };
	#originals = new Originals();
	#unsent = 0;

	constructor(private readonly tools: Tools) {}

	async run(invoices: readonly Invoice[]): Promise<void> {
		for (const invoice of invoices) {
			this.tools.clock.moveTo(invoice.atMs);
			const outcome: RungUp = { invoice: invoice.number, expectedMinor: 0n, saleIds: [] };
			this.done.push(outcome);
			await (invoice.isCancellation ? this.#giveBack(invoice, outcome) : this.#sell(invoice, outcome));
		}
		await this.#send();
	}

	async #sell(invoice: Invoice, outcome: RungUp): Promise<void> {
		for (let from = 0; from < invoice.rows.length; from += largestLineCount) {
			const rows = invoice.rows.slice(from, from + largestLineCount);
			const saleId = this.#idOf(invoice, `part ${String(from / largestLineCount + 1)}`);
			const body = (await this.#known(saleId)) ?? (await this.#ringUp(invoice, rows, saleId));
			if (!body) continue;
			this.#originals.add(invoice.customer, body, rows);
			this.#count(outcome, saleId, rows);
		}
	}

	async #ringUp({ atMs, number }: Invoice, rows: readonly InvoiceRow[], saleId: string): Promise<SaleBody | null> {
		const till = await this.tools.till();
		const { terms, shop } = this.tools;
		const basket = { ...newBasket(till.newId(), atMs), lines: rows.map((row) => this.#line(till.newId(), row)) };
		const rung = await till.ringUp({ basket, pay: 'card', terms, saleId, seller: sellerOf(shop) });
		if (rung.ok) return this.#wrote(rung.sale.body);
		this.#leaveOut(number, rows, `refused (${rung.code})`);
		return null;
	}

	#line(lineId: string, row: InvoiceRow): BasketLine {
		const product = this.tools.shop.products.get(row.sku.toUpperCase());
		const { taxRates } = this.tools.shop;
		const rate = taxRates.find(({ id }) => id === product?.tax_rate_id) ?? taxRates[0];
		if (!rate) throw new Error('a shop without tax rates was let through');
		if (!product) this.counts.unknownProduct++;
		if (row.priceMinor === 0) this.counts.zeroPrice++;
		if (row.name === '') this.counts.noName++;
		return {
			lineId,
			productId: product?.id ?? null,
			sku: product?.sku ?? 'OPEN',
			name: product?.name ?? (clean(row.name, 200) || 'No name'),
			groupId: product?.group_id ?? null,
			code: product ? null : clean(row.sku, 200) || null,
			quantityMilli: row.quantity * 1000,
			unit: product?.unit ?? pieceUnit,
			unitPriceMinor: row.priceMinor,
			minimumPriceMinor: null,
			taxRateId: rate.id,
			taxRateBp: rate.rate_bp,
			discount: null,
			note: null
		};
	}

	async #giveBack(invoice: Invoice, outcome: RungUp): Promise<void> {
		const parts = new Map<string, { rows: InvoiceRow[]; matches: Match[] }>();
		for (const row of invoice.rows) {
			const matches = this.#originals.find(invoice.customer, row);
			if (!matches) {
				this.#leaveOut(invoice.number, [row], 'its sale is not in this file');
				continue;
			}
			for (const match of matches) {
				const part = parts.get(match.original.saleId) ?? { rows: [], matches: [] };
				part.rows.push({ ...row, quantity: -match.quantityMilli / 1000 });
				part.matches.push(match);
				parts.set(match.original.saleId, part);
			}
		}
		for (const [originalId, { rows, matches }] of parts) {
			const saleId = this.#idOf(invoice, `back to ${originalId}`);
			const body = (await this.#known(saleId)) ?? (await this.#payBack(invoice, rows, matches, saleId));
			if (!body) continue;
			this.#originals.noteReturn(body);
			this.#count(outcome, saleId, rows);
		}
	}

	async #payBack(
		invoice: Invoice,
		rows: readonly InvoiceRow[],
		matches: readonly Match[],
		saleId: string
	): Promise<SaleBody | null> {
		const original = matches[0]?.original;
		if (!original) return null;
		const wanted = new Map<number, number>();
		for (const { lineNo, quantityMilli } of matches) wanted.set(lineNo, (wanted.get(lineNo) ?? 0) + quantityMilli);
		const returned = this.#originals.returnedOf(original.saleId);
		const { terms, shop } = this.tools;
		const till = await this.tools.till();
		const back = await till.giveBack({
			original,
			returned,
			wanted,
			pay: 'card',
			terms,
			saleId,
			seller: sellerOf(shop)
		});
		if (back.ok) return this.#wrote(back.sale.body);
		this.#leaveOut(invoice.number, rows, `refused (${back.code})`);
		return null;
	}

	async #known(saleId: string): Promise<SaleBody | null> {
		const body = (await this.tools.booked([saleId])).get(saleId)?.body ?? null;
		if (body) this.counts.already++;
		return body;
	}

	async #wrote(body: SaleBody): Promise<SaleBody> {
		this.counts.rungUp++;
		if (++this.#unsent >= eventsAPush) await this.#send();
		return body;
	}

	async #send(): Promise<void> {
		if (this.#unsent === 0) return;
		const sent = await (await this.tools.till()).send();
		if (!sent.ok) throw new Error(`The sales could not be sent: ${JSON.stringify(sent)}`);
		this.#unsent = 0;
	}

	#leaveOut(invoice: string, rows: readonly InvoiceRow[], reason: string): void {
		for (const row of rows) this.leftOut.push({ line: row.line, invoice, reason, amountMinor: amountOf(row) });
	}

	#count(outcome: RungUp, saleId: string, rows: readonly InvoiceRow[]): void {
		outcome.saleIds.push(saleId);
		for (const row of rows) outcome.expectedMinor += amountOf(row);
	}

	/**
	 * The same row of the same invoice has the same id in every run, so nothing is made twice: a UUID of version 7 whose
	 * time is the invoice's and whose random part is a hash of store, invoice and part.
	 */
	#idOf({ number, atMs }: Invoice, part: string): string {
		const { store } = this.tools.shop;
		const name = ['tillit-replay', store.id, number, part].join('\n');
		return uuidv7(atMs, createHash('sha256').update(name).digest());
	}
}

function sellerOf({ seller }: ReplayShop) {
	return { staffId: seller.id, staffName: seller.name };
}

/** Text as the wire takes it. */
function clean(text: string, longest: number): string {
	return text
		.replace(/[\p{Cc}\p{Cs}]/gu, '')
		.trim()
		.slice(0, longest)
		.trim();
}
