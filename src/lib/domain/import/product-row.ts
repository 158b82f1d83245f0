import type { SellBy } from '../basket/basket';
import { gtinUse, toGtin14 } from '../code/gtin';
import { parseAmount } from '../money/parse-amount';
import type { ProductColumns, ProductField } from './product-columns';
import { readSellBy, readStatus, readUnit, readYesNo, unitFor, type ProductStatus } from './product-words';

/** A product as an import asks for it. Prices in minor units per one unit; `unit` is a UN/ECE Recommendation 20 code. */
export type ProductDraft = {
	/** Upper case: stock codes that differ in case only mean one product. */
	sku: string;
	name: string;
	priceMinor: number;
	/** GTIN-14. */
	gtins: string[];
	groupName?: string;
	/** As the file says it, without a percent sign: `19`, `standard`, `A`. */
	taxRateCode?: string;
	sellBy: SellBy;
	unit: string;
	brand?: string;
	type?: string;
	family?: string;
	categories: string[];
	/** What no discount takes it below. */
	minimumPriceMinor?: number;
	/** Whether it takes part in promotions. */
	inPromotions?: boolean;
	status: ProductStatus;
	/** When the price was seen last, as the file says it: an older file must not take back a newer price. */
	asOf?: string;
};

/** One record of the file; `line` is where it begins, counted from 1. */
export type FileRecord = { line: number; cells: readonly string[] };

export type RejectCode =
	| 'sku_empty'
	| 'sku_too_long'
	| 'name_empty'
	| 'name_too_long'
	| 'price_empty'
	| 'price_zero'
	| 'price_not_a_number'
	| 'price_too_many_decimals'
	| 'price_too_large'
	| 'minimum_price_wrong'
	| 'promotions_unknown'
	| 'gtin_check_digit'
	| 'gtin_reserved'
	| 'gtin_in_use'
	| 'sell_by_unknown'
	| 'unit_unknown'
	| 'tax_rate_unknown'
	| 'status_unknown'
	| 'too_many_columns'
	| 'csv_broken';

/** Why a line was left out. `reason` names the thing and the next step. */
export type Rejected = { line: number; field: ProductField | 'row'; code: RejectCode; reason: string };

export type RowAnswer = { ok: true; draft: ProductDraft } | { ok: false; rejected: Rejected };

const LONGEST_SKU = 64;
const LONGEST_NAME = 200;

class RowFault extends Error {
	constructor(
		readonly field: ProductField | 'row',
		readonly code: RejectCode,
		reason: string
	) {
		super(reason);
	}
}

/** Reads one record; `exponent` is the number of decimals of the shop's currency. The first fault of a line is told. */
export function readProductRow(record: FileRecord, columns: ProductColumns, exponent: number): RowAnswer {
	try {
		return { ok: true, draft: toDraft(record.cells, columns, exponent) };
	} catch (fault) {
		if (!(fault instanceof RowFault)) throw fault;
		return { ok: false, rejected: { line: record.line, field: fault.field, code: fault.code, reason: fault.message } };
	}
}

function toDraft(cells: readonly string[], columns: ProductColumns, exponent: number): ProductDraft {
	if (cells.slice(columns.width).some((cell) => cell.trim() !== '')) {
		throw new RowFault(
			'row',
			'too_many_columns',
			'The line has more columns than the header; put quotes around commas.'
		);
	}
	const cell = (field: ProductField) => clean(cells[columns.places.get(field) ?? -1] ?? '');
	const sellBy = known('sellBy', cell('sellBy'), readSellBy, 'sell_by_unknown', 'piece, weight or price') ?? 'piece';
	const gtins = readGtins(cell('gtin'), sellBy);
	const sku = readSku(cell('sku') || (gtins[0] ?? ''));
	const name = readName(cell('name'));
	const priceMinor = readPrice(cell('price'), exponent);
	const inPromotions = known('promotions', cell('promotions'), readYesNo, 'promotions_unknown', 'yes or no');
	return {
		sku,
		name,
		priceMinor,
		gtins,
		...filled('groupName', cell('group')),
		...filled('taxRateCode', cell('taxRate').replace(/\s*%$/, '')),
		sellBy,
		unit: known('unit', cell('unit'), readUnit, 'unit_unknown', 'piece, kg, l or m') ?? unitFor(sellBy),
		...filled('brand', cell('brand')),
		...filled('type', cell('type')),
		...filled('family', cell('family')),
		categories: listed(cell('categories')),
		...readMinimum(cell('minimumPrice'), priceMinor, exponent),
		...(inPromotions === null ? {} : { inPromotions }),
		status: known('status', cell('status'), readStatus, 'status_unknown', 'active, blocked or delisted') ?? 'active',
		...filled('asOf', cell('soldAt'))
	};
}

function readSku(text: string): string {
	if (text === '') throw new RowFault('sku', 'sku_empty', 'The stock code is empty; every product needs one.');
	if (text.length > LONGEST_SKU)
		throw new RowFault('sku', 'sku_too_long', 'The stock code has more than 64 characters.');
	return text.toUpperCase();
}

function readName(text: string): string {
	if (text === '') throw new RowFault('name', 'name_empty', 'The name is empty; give the product a name.');
	if (text.length > LONGEST_NAME) throw new RowFault('name', 'name_too_long', 'The name has more than 200 characters.');
	return text;
}

function readPrice(text: string, exponent: number): number {
	const bare = text.replace(/^[€$£]\s*|\s*(?:[€$£]|[A-Z]{3})$/g, '');
	// Four places and more can only be decimals, so their zeros say nothing; three may group thousands and stay.
	const plain = /[.,]\d{4,}$/.test(bare) ? bare.replace(/0+$/, '') : bare;
	const parsed = parseAmount(plain, exponent);
	const quoted = `The price "${text.slice(0, 30)}"`;
	if (parsed.ok && parsed.amountMinor > 0) return parsed.amountMinor;
	if (parsed.ok) throw new RowFault('price', 'price_zero', 'The price is zero; give the product a price.');
	switch (parsed.code) {
		case 'amount_empty':
			throw new RowFault('price', 'price_empty', 'The price is empty; give the product a price.');
		case 'amount_not_a_number':
			throw new RowFault(
				'price',
				'price_not_a_number',
				`${quoted} is not an amount of zero or more; write it like 2.50.`
			);
		case 'amount_too_many_decimals':
			throw new RowFault('price', 'price_too_many_decimals', `${quoted} has too many decimals for the currency.`);
		case 'amount_too_large':
			throw new RowFault('price', 'price_too_large', `${quoted} is larger than a till can take.`);
	}
}

/** Nothing where the file says nothing. */
function readMinimum(text: string, priceMinor: number, exponent: number): { minimumPriceMinor?: number } {
	if (text === '') return {};
	const parsed = parseAmount(text, exponent);
	if (parsed.ok && parsed.amountMinor <= priceMinor) return { minimumPriceMinor: parsed.amountMinor };
	const quoted = `The lowest price "${text.slice(0, 30)}"`;
	const reason = parsed.ok
		? 'is above the price; lower it.'
		: 'is not an amount; write it like 2.50, or leave it empty.';
	throw new RowFault('minimumPrice', 'minimum_price_wrong', `${quoted} ${reason}`);
}

/** Numbers for use inside a merchant are accepted only where the label is made there: goods sold by weight or price. */
function readGtins(text: string, sellBy: SellBy): string[] {
	return listed(text.replace(/\s+/g, ',')).map((code) => {
		const gtin14 = toGtin14(code);
		if (gtin14 === null) {
			throw new RowFault(
				'gtin',
				'gtin_check_digit',
				`"${code.slice(0, 30)}" is no GTIN: length or check digit is wrong.`
			);
		}
		const use = gtinUse(gtin14);
		if (use !== 'goods' && !(use === 'in_store' && sellBy !== 'piece')) {
			throw new RowFault(
				'gtin',
				'gtin_reserved',
				`${code} is set aside for in-store labels or coupons; use another number.`
			);
		}
		return gtin14;
	});
}

/** Null for an empty cell, so that the default applies; a word nobody knows is a fault. */
function known<T>(
	field: ProductField,
	text: string,
	read: (text: string) => T | null,
	code: RejectCode,
	choice: string
) {
	if (text === '') return null;
	const value = read(text);
	if (value === null) throw new RowFault(field, code, `"${text.slice(0, 30)}" is not known here; write ${choice}.`);
	return value;
}

function filled<K extends string>(key: K, value: string): { [P in K]?: string } {
	return (value === '' ? {} : { [key]: value.slice(0, LONGEST_NAME) }) as { [P in K]?: string };
}

function listed(text: string): string[] {
	return [...new Set(text.split(/[,;|]/).map((part) => part.trim()))].filter((part) => part !== '');
}

/** One line without control characters and doubled spaces: they would reach printers and logs. */
function clean(cell: string): string {
	return cell.replace(/[\p{Cc}\s]+/gu, ' ').trim();
}
