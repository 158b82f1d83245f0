/** The calls about products. */
import * as z from 'zod/mini';
import { fault, fullCode, type WireErrorCode } from '$lib/contract/crmcom/errors';
import { faultOfIssues } from '$lib/contract/crmcom/fault-of-issue';
import type { NamedIdentifier } from '$lib/contract/crmcom/identifiers';
import * as wire from '$lib/contract/crmcom/products';
import { toGuid } from '$lib/contract/crmcom/wire';
import { toGtin14 } from '$lib/domain/code/gtin';
import { synchroniseProducts, type SentProduct, type SyncOutcome } from '../products/synchronise';
import type { Answered, Call } from './call';
import { pageOf, toPage } from './page';
import { selectProductList } from './queries';

const anyName = (identifier: NamedIdentifier | undefined) =>
	identifier?.name ?? identifier?.alternative_code ?? identifier?.code ?? null;

/** The one definition there is: codes are matched, known products are updated. */
function isOurDefinition(identifier: NamedIdentifier | undefined): boolean {
	const named = identifier && (anyName(identifier) ?? identifier.id ?? identifier.number);
	return !named || ['default', '1'].includes(named.toLowerCase());
}

export async function synchronise({ app, value }: Call<z.output<typeof wire.synchroniseRequest>>): Promise<Answered> {
	if (!isOurDefinition(value.synchronisation_definition_identifier)) {
		return fault('PRODUCTS.SYNCHRONISATIONDEFINITIONNOTFOUNDEXCEPTION', 'The only definition is named DEFAULT');
	}
	if (value.products_set.length > wire.mostProducts) {
		const description = `${String(value.products_set.length)} products; at most ${String(wire.mostProducts)} a call`;
		return fault('PRODUCTS.TOOMANYPRODUCTSEXCEPTION', description);
	}
	const rows = value.products_set.map(readRow);
	const taken = rows.flatMap((row) => (row.ok ? [row.product] : []));
	const outcomes = taken.length === 0 ? [] : await synchroniseProducts(app.db, app.ports, taken);
	const processed: NonNullable<wire.SynchroniseData['processed_products_set']> = [];
	const unprocessed: NonNullable<wire.SynchroniseData['unprocessed_products_set']> = [];
	let next = 0;
	for (const row of rows) {
		const outcome = row.ok ? outcomes[next++] : undefined;
		if (!row.ok) unprocessed.push(refusedRow(row.code, row.errorCode, row.description));
		else if (outcome?.ok) processed.push(processedRow(row.product.code, outcome));
		else if (outcome) unprocessed.push(refusedRow(row.product.code, errorOf(outcome.reason), outcome.detail));
	}
	return { ok: true, data: { processed_products_set: processed, unprocessed_products_set: unprocessed } };
}

type ReadRow =
	| { ok: true; product: SentProduct }
	| { ok: false; code: string | null; errorCode: WireErrorCode; description: string };

function readRow(row: unknown): ReadRow {
	const parsed = wire.productRow.safeParse(row);
	if (!parsed.success) {
		const { code: errorCode, description } = faultOfIssues(parsed.error.issues, row);
		return { ok: false, code: codeIn(row), errorCode, description };
	}
	const { code, alternative_code: alternativeCode, description, categories_set: categories } = parsed.data;
	const names = [...(categories ?? []), parsed.data.category].flatMap((category) => anyName(category) ?? []);
	const product = {
		code,
		alternativeCode: alternativeCode ?? null,
		name: description ?? null,
		kind: anyName(parsed.data.type_identifier),
		brand: anyName(parsed.data.brand_identifier),
		family: anyName(parsed.data.family_identifier),
		categories: [...new Set(names)]
	};
	return { ok: true, product };
}

/** So that the caller finds the row again, however little of it can be read. */
function codeIn(row: unknown): string | null {
	const code = typeof row === 'object' && row !== null && 'code' in row ? row.code : null;
	return typeof code === 'string' || typeof code === 'number' ? String(code).slice(0, 64) : null;
}

function errorOf(reason: (SyncOutcome & { ok: false })['reason']): WireErrorCode {
	return reason === 'kind_unknown'
		? 'PRODUCTS.PRODUCTTYPENOTFOUNDEXCEPTION'
		: 'COMMON.MANDATORYPARAMETERMISSINGEXCEPTION';
}

function refusedRow(code: string | null, errorCode: WireErrorCode, description: string) {
	return { request_code: code, error_code: fullCode(errorCode), error_description: description };
}

const actions = { created: 'CREATED', updated: 'UPDATED', unchanged: 'UNCHANGED' } as const;

function processedRow(requestCode: string, { id, code, action, notes }: SyncOutcome & { ok: true }) {
	const message = notes.length === 0 ? null : notes.join(' ');
	return { request_code: requestCode, id: toGuid(id), code, message, action: actions[action] };
}

export async function listProducts({ app, value }: Call<z.output<typeof wire.listProductsRequest>>): Promise<Answered> {
	const page = pageOf(value);
	const alternative = value.alternative_code;
	const filter = {
		sku: value.code,
		codes: alternative ? [alternative, toGtin14(alternative) ?? alternative] : undefined,
		search: value.search_value
	};
	const rows = await selectProductList(app.db, filter, page.limit + 1, page.offset);
	const named = (name: string | null) => (name === null ? null : { name });
	const data = rows.slice(0, page.limit).map((row): wire.ProductData => ({
		id: toGuid(row.id),
		code: row.sku,
		alternative_code: row.code,
		description: row.name,
		life_cycle_state: row.status === 'delisted' ? 'NOT EFFECTIVE' : 'EFFECTIVE',
		product_type: named(row.kind),
		brand: named(row.brand),
		family: named(row.family),
		categories_set: row.categories.map((name) => ({ name }))
	}));
	return { ok: true, data, ...toPage(page, rows.length) };
}
