import type { Db } from '$lib/server/db/client';
import { amountText } from '$lib/domain/money/amount-text';
import { currencyExponent } from '$lib/domain/money/money';
import { csvLine, type CsvCell } from '$lib/server/csv/csv-line';
import { eachSale, type SaleFilter, type SaleRow } from './list';

const head = [
	'receipt_number',
	'kind',
	'business_date',
	'at_utc',
	'store',
	'till',
	'cashier',
	'items',
	'discounts',
	'tax',
	'total',
	'currency'
];

/** The sales of a filter as CSV (RFC 4180, UTF-8 with BOM so that spreadsheets read it right), page by page. */
export async function* exportSales(db: Db, filter: SaleFilter): AsyncGenerator<string> {
	yield `\uFEFF${csvLine(head)}`;
	for await (const rows of eachSale(db, filter)) yield rows.map((row) => csvLine(cells(row))).join('');
}

function cells(row: SaleRow): CsvCell[] {
	const amount = (minor: number) => amountText(minor, currencyExponent(row.currency));
	return [
		row.receiptNumber,
		row.kind,
		row.businessDate,
		row.at,
		row.storeName,
		row.tillName,
		row.staffName ?? '',
		row.itemCount,
		{ plain: amount(row.discountsMinor) },
		{ plain: amount(row.taxMinor) },
		{ plain: amount(row.dueMinor) },
		row.currency
	];
}
