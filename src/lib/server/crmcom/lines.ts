/** The lines of a call: products found, amounts in minor units, unknown products on the default product (§5.10). */
import { fault, type WireFault } from '$lib/contract/crmcom/errors';
import type { ProductIdentifier } from '$lib/contract/crmcom/identifiers';
import { toMilli, toMinor } from '$lib/contract/crmcom/numbers';
import type { LineRequest } from '$lib/contract/crmcom/purchases';
import { withoutPaymentNumbers } from '$lib/domain/code/payment-numbers';
import { toGtin14 } from '$lib/domain/code/gtin';
import type { Caller } from '../api-keys/tokens';
import type { Call } from './call';
import { readStandIn, type StandIn } from '../rewards/stand-in';
import { selectProductsByCode, selectProductsById, selectProductsBySku } from './queries';

export type WireProduct = {
	id: string;
	sku: string;
	name: string;
	groupId: string | null;
	taxRateId: string;
	unit: string;
};

export type WireLine = {
	lineNo: number;
	/** Null: nothing of the catalogue; what it is booked on instead, and what was meant. */
	product: WireProduct | null;
	standIn: StandIn | null;
	intendedKey: string | null;
	intendedValue: string | null;
	quantityMilli: number;
	discountMinor: number;
	netMinor: number;
	vatMinor: number;
	totalMinor: number;
};

/** What lines of unknown products are booked on where the manager chose no product for that. */
export const defaultProduct = {
	id: '00000000-0000-4000-8000-000000000001',
	sku: 'DEFAULT_PRODUCT',
	name: 'Default product',
	taxRateId: 'standard'
} satisfies StandIn;

export async function readLines(
	{ app: { db }, caller, stamp }: Pick<Call<unknown>, 'app' | 'caller' | 'stamp'>,
	rows: readonly LineRequest[],
	exponent: number
): Promise<{ ok: true; lines: WireLine[] } | WireFault> {
	const { ids, skus, codes } = namesIn(rows);
	const [standIn, ...found] = await Promise.all([
		readStandIn(db, stamp),
		selectProductsById(db, ids),
		selectProductsBySku(db, skus),
		selectProductsByCode(db, codes)
	]);
	return linesOf({ caller, standIn }, rows, exponent, found.flat());
}

/** The same with the products at hand; `code` where one was found by it. */
export function linesOf(
	{ caller, standIn }: { caller: Caller; standIn: StandIn | null },
	rows: readonly LineRequest[],
	exponent: number,
	products: readonly (WireProduct & { code?: string | null })[]
): { ok: true; lines: WireLine[] } | WireFault {
	if (rows.length === 0) return fault('COMMON.MANDATORYPARAMETERMISSINGEXCEPTION', 'products_set has no lines');
	const find = productFinder(products);
	const lines: WireLine[] = [];
	for (const [index, row] of rows.entries()) {
		const product = find(row.product_identifier);
		if (!product && caller.unknownProducts === 'refuse') {
			return fault('PRODUCTS.PRODUCTNOTFOUNDEXCEPTION', `products_set[${String(index)}]: the product is not known`);
		}
		const line = toLine(row, index, { product, standIn }, exponent);
		const wrong = faultOfLine(line, index);
		if (wrong) return wrong;
		lines.push(line);
	}
	return { ok: true, lines };
}

function toLine(
	row: LineRequest,
	index: number,
	{ product, standIn }: Pick<WireLine, 'product' | 'standIn'>,
	exponent: number
): WireLine {
	const [key, value] = keyAndValue(row.product_identifier);
	return {
		lineNo: index + 1,
		product,
		standIn: product ? null : standIn,
		intendedKey: product ? null : key,
		// What a scanner read as a product may have been a payment card.
		intendedValue: product ? null : withoutPaymentNumbers(value),
		quantityMilli: row.quantity === undefined ? 1000 : Math.max(1, toMilli(row.quantity)),
		discountMinor: toMinor(row.discount_amount ?? 0, exponent),
		netMinor: toMinor(row.net_amount, exponent),
		vatMinor: toMinor(row.vat_amount, exponent),
		totalMinor: toMinor(row.total_amount, exponent)
	};
}

function faultOfLine({ netMinor, vatMinor, totalMinor }: WireLine, index: number): WireFault | null {
	const where = `products_set[${String(index)}]`;
	if (Math.abs(netMinor + vatMinor - totalMinor) > 1) {
		return fault(
			'CUSTOMEREVENTS.AMOUNTSDONOTBALANCEEXCEPTION',
			`${where}: net_amount + vat_amount is not total_amount`
		);
	}
	if (totalMinor < 0 || netMinor < 0 || vatMinor < 0) {
		return fault('COMMON.INVALIDPARAMETERVALUEEXCEPTION', `${where}: goods that come back are booked by cancelling`);
	}
	return null;
}

function keyAndValue({ id, code, alternative_code: alternative }: ProductIdentifier): [key: string, value: string] {
	if (id !== undefined) return ['id', id];
	return code === undefined ? ['alternative_code', alternative ?? ''] : ['code', code];
}

/** What the products of a call are looked up by. */
export function namesIn(rows: readonly LineRequest[]): { ids: string[]; skus: string[]; codes: string[] } {
	const identifiers = rows.map((row) => row.product_identifier);
	const codes = identifiers.flatMap(({ code, alternative_code: alternative }) => code ?? alternative ?? []);
	return {
		ids: [...new Set(identifiers.flatMap(({ id }) => id ?? []))],
		skus: [...new Set(identifiers.flatMap(({ code }) => code ?? []))],
		codes: [...new Set(codes.flatMap(spellings))]
	};
}

/** `code` is the SKU or else any code of the product. */
function productFinder(products: readonly (WireProduct & { code?: string | null })[]) {
	const ids = new Map(products.map((product) => [product.id, product]));
	const skus = new Map(products.map((product) => [product.sku, product]));
	const others = new Map(products.flatMap((product) => (product.code ? [[product.code, product]] : [])));
	const anyCode = (code: string) => spellings(code).flatMap((spelling) => others.get(spelling) ?? [])[0];
	return ({ id, code, alternative_code: alternative }: ProductIdentifier): WireProduct | null => {
		if (id !== undefined) return ids.get(id) ?? null;
		if (code !== undefined) return skus.get(code) ?? anyCode(code) ?? null;
		return anyCode(alternative ?? '') ?? null;
	};
}

/** Barcodes are kept with 14 digits. */
function spellings(code: string): string[] {
	const gtin = toGtin14(code);
	return gtin && gtin !== code ? [code, gtin] : [code];
}
