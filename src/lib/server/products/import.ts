import { findProductColumns, type ProductField } from '$lib/domain/import/product-columns';
import { deduceProducts, type Merged } from '$lib/domain/import/product-master';
import type { ProductDraft, Rejected } from '$lib/domain/import/product-row';
import { currencyExponent } from '$lib/domain/money/money';
import type { Db } from '$lib/server/db/client';
import { newId, type Ports } from '$lib/server/ports';
import { readCsv, type CsvFile } from './csv';
import { importBatch, readScene, type BatchCounts } from './import-batch';
import { insertImport, insertRejects, selectCurrency, updateImport } from './queries.import';

export { selectImports as listImports, selectRejects as listRejects } from './queries.import';

const batchSize = 500;
/** More reasons than this nobody reads; the count is complete. */
const mostRejectsKept = 10_000;

export type ImportRequest = {
	fileName: string;
	bytes: Uint8Array;
	/** Counts and rejects as if, without changing a product. */
	dryRun: boolean;
	staffId?: string | null;
	onProgress?: (progress: ImportProgress) => void;
};

export type ImportProgress = BatchCounts & { productsDone: number; productsTotal: number };

export type ImportReport = BatchCounts & {
	importId: string;
	dryRun: boolean;
	/** Lines below the head. */
	linesRead: number;
	productsFound: number;
	/** The rate that products get whose line names none: “Standard, 19%”. */
	usualTax: string;
	merged: Merged;
	rejected: Rejected[];
	/** Which column of the file fills which field. */
	mapping: { field: ProductField; column: string }[];
	ignoredColumns: string[];
};

export type ImportAnswer =
	{ ok: true; report: ImportReport } | { ok: false; code: 'missing_columns' | 'file_empty'; reason: string };

/**
 * Brings the products of a CSV file into the books, 500 at a time, each batch in a transaction of its own: an import that
 * breaks off is simply run again. Products are known by SKU; a second run of the same file changes nothing, and a bad line
 * never stops the others.
 */
export async function importProducts(db: Db, ports: Ports, request: ImportRequest): Promise<ImportAnswer> {
	const csv = readCsv(request.bytes);
	const exponent = currencyExponent((await selectCurrency(db))?.currency ?? 'EUR');
	const master = deduceProducts(csv.header, csv.records, exponent);
	if (!master.ok) return { ok: false, code: master.code, reason: master.reason };
	const importId = newId(ports);
	await insertImport(db, {
		id: importId,
		kind: 'products',
		file_name: request.fileName.slice(0, 200),
		dry_run: request.dryRun,
		state: 'running',
		lines_total: csv.records.length,
		staff_id: request.staffId ?? null,
		started_at: new Date(ports.now())
	});
	const rejected = [...csv.rejected, ...master.rejected];
	try {
		const run = { ...request, importId, products: master.products, rejected };
		const { counts, usualTax } = await runBatches(db, ports, run);
		rejected.sort((a, b) => a.line - b.line);
		await finish(db, ports, importId, csv.records.length, counts, rejected);
		const mapping = mappingOf(csv);
		const { ignoredColumns, merged } = master;
		const found = { linesRead: csv.records.length, productsFound: master.products.length, rejected, mapping };
		const report = { importId, dryRun: request.dryRun, ...counts, usualTax, merged, ...found, ignoredColumns };
		return { ok: true, report };
	} catch (error) {
		await updateImport(db, importId, { state: 'failed', ended_at: new Date(ports.now()), last_error: 'broke off' });
		throw error;
	}
}

type Run = ImportRequest & { importId: string; products: ProductDraft[]; rejected: Rejected[] };

async function runBatches(db: Db, ports: Ports, run: Run): Promise<{ counts: BatchCounts; usualTax: string }> {
	const scene = await readScene(db, ports, run.products, run.dryRun);
	const sum: BatchCounts = { created: 0, updated: 0, unchanged: 0, untaxed: 0 };
	for (let from = 0; from < run.products.length; from += batchSize) {
		const batch = run.products.slice(from, from + batchSize);
		const { counts, rejected } = await importBatch(db, ports, batch, scene, run.dryRun);
		sum.created += counts.created;
		sum.updated += counts.updated;
		sum.unchanged += counts.unchanged;
		sum.untaxed += counts.untaxed;
		run.rejected.push(...rejected);
		await updateImport(db, run.importId, {
			...columnsOf(sum),
			lines_read: from + batch.length,
			rejected: run.rejected.length
		});
		run.onProgress?.({ ...sum, productsDone: from + batch.length, productsTotal: run.products.length });
	}
	const usual = scene.taxRates.find(({ id }) => id === scene.defaultTaxRateId);
	return { counts: sum, usualTax: usual ? rateWords(usual) : '' };
}

/** “Standard, 19%”, or just its name where that says it. */
function rateWords({ name, rateBp }: { name: string; rateBp: number }): string {
	return name.includes('%') ? name : `${name}, ${String(rateBp / 100)}%`;
}

/** What is kept of the counts. */
function columnsOf({ created, updated, unchanged }: BatchCounts) {
	return { created, updated, unchanged };
}

async function finish(db: Db, ports: Ports, id: string, lines: number, counts: BatchCounts, rejected: Rejected[]) {
	await db.transaction().execute(async (tx) => {
		const kept = rejected.slice(0, mostRejectsKept);
		await insertRejects(
			tx,
			kept.map(({ line, field, reason }) => ({ import_id: id, line, field, reason }))
		);
		const ended = { state: 'done', ended_at: new Date(ports.now()) };
		await updateImport(tx, id, { ...ended, ...columnsOf(counts), lines_read: lines, rejected: rejected.length });
	});
}

function mappingOf(csv: CsvFile): ImportReport['mapping'] {
	const found = findProductColumns(csv.header);
	if (!found.ok) return [];
	return [...found.columns.places].map(([field, place]) => ({ field, column: csv.header[place] ?? '' }));
}
