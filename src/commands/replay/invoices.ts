/** The invoices of a retail day out of a CSV file: what can be rung up, and what cannot and why. */
import type { CsvFile } from '$lib/server/products/csv';
import { parseAmount } from '$lib/domain/money/parse-amount';
import { instantAt } from '$lib/domain/receipt/business-date';

export type InvoiceRow = {
	/** Line in the file, from 1. */
	line: number;
	sku: string;
	/** May be empty. */
	name: string;
	/** Pieces; negative on a cancellation. */
	quantity: number;
	priceMinor: number;
};

export type Invoice = { number: string; isCancellation: boolean; customer: string; atMs: number; rows: InvoiceRow[] };

/** `amountMinor`: what the row amounts to, where it says so. */
export type LeftOut = { line: number; invoice: string; reason: string; amountMinor: bigint };

export function amountOf({ quantity, priceMinor }: Pick<InvoiceRow, 'quantity' | 'priceMinor'>): bigint {
	return BigInt(quantity) * BigInt(priceMinor);
}

export type InvoiceFile = { invoices: Invoice[]; leftOut: LeftOut[]; rowCount: number };

const columns = [
	'InvoiceNo',
	'StockCode',
	'Description',
	'Quantity',
	'InvoiceDate',
	'UnitPrice',
	'CustomerID'
] as const;
type Cells = Record<(typeof columns)[number], string>;

/** Times are those of the store's zone; prices have the store's currency, whatever it was in the file. */
export function readInvoices(file: CsvFile, zone: string, exponent: number): InvoiceFile | { missing: string[] } {
	const header = file.header.map((name) => name.trim());
	const missing = columns.filter((name) => !header.includes(name));
	if (missing.length > 0) return { missing };
	const invoices = new Map<string, Invoice>();
	const leftOut: LeftOut[] = file.rejected.map(({ line, reason }) => ({
		line,
		invoice: '',
		reason,
		amountMinor: 0n
	}));
	for (const { line, cells } of file.records) {
		const cell = Object.fromEntries(columns.map((name) => [name, (cells[header.indexOf(name)] ?? '').trim()])) as Cells;
		const read = readRow(cell, line, zone, exponent);
		if (typeof read === 'string') {
			leftOut.push({ line, invoice: cell.InvoiceNo, reason: read, amountMinor: amountIn(cell, exponent) });
			continue;
		}
		const known = invoices.get(cell.InvoiceNo);
		if (known) known.rows.push(...read.rows);
		else invoices.set(cell.InvoiceNo, read);
	}
	const inTime = [...invoices.values()].sort((a, b) => a.atMs - b.atMs);
	return { invoices: inTime, leftOut, rowCount: file.records.length + file.rejected.length };
}

function readRow(cell: Cells, line: number, zone: string, exponent: number): Invoice | string {
	const number = cell.InvoiceNo;
	if (number === '') return 'no invoice number';
	const isCancellation = /^c/i.test(number);
	const quantity = Number(cell.Quantity);
	if (!Number.isSafeInteger(quantity) || quantity === 0) return `quantity "${cell.Quantity}" is no count of pieces`;
	if (quantity < 0 && !isCancellation) return 'less than nothing sold: a correction of the stock';
	if (quantity > 0 && isCancellation) return 'a cancellation that sells';
	const [date = '', time = ''] = cell.InvoiceDate.split(/[ T]/);
	const atMs = instantAt(date, time, zone);
	if (atMs === null) return `"${cell.InvoiceDate}" is no time`;
	const price = parseAmount(trimZeros(cell.UnitPrice, exponent), exponent);
	if (!price.ok) return `price "${cell.UnitPrice}" cannot be booked (${price.code})`;
	const row = { line, sku: cell.StockCode, name: cell.Description, quantity, priceMinor: price.amountMinor };
	return { number, isCancellation, customer: cell.CustomerID, atMs, rows: [row] };
}

function amountIn(cell: Cells, exponent: number): bigint {
	const quantity = Number(cell.Quantity);
	const price = parseAmount(trimZeros(cell.UnitPrice, exponent), exponent);
	return price.ok && Number.isSafeInteger(quantity) ? amountOf({ quantity, priceMinor: price.amountMinor }) : 0n;
}

/** `2.5500` is 2.55: zeros behind the currency's decimals say nothing. */
function trimZeros(text: string, exponent: number): string {
	return text.replace(/(\.\d*?)0+$/, (_, kept: string) =>
		kept.length > exponent ? kept : kept.padEnd(exponent + 1, '0')
	);
}
