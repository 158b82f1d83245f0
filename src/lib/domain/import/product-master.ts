import { fieldWords, findProductColumns, type ProductField } from './product-columns';
import { readProductRow, type FileRecord, type ProductDraft, type Rejected } from './product-row';

/** What an import found. `rejected` is in the order of the file and never stops the others. */
export type ProductMaster =
	| { ok: true; products: ProductDraft[]; rejected: Rejected[]; rows: number; ignoredColumns: string[]; merged: Merged }
	| { ok: false; code: 'missing_columns' | 'file_empty'; missing: ProductField[]; reason: string };

/** Products that stand in the file more than once and differ there; `byDate`: a column says which is the latest. */
export type Merged = { names: number; prices: number; byDate: boolean };

type Sighting = { draft: ProductDraft; line: number };

/**
 * The product master in a file that may name a product many times, as a list of sales does: the name is the most frequent
 * one, everything else comes from the latest line. Lines without name or price are left out and reported. Latest is by the
 * date column where there is one, else by the order of the file. `exponent` is the currency's number of decimals.
 */
export function deduceProducts(
	header: readonly string[],
	records: readonly FileRecord[],
	exponent: number
): ProductMaster {
	if (header.every((name) => name.trim() === '')) {
		const reason = 'The file is empty; its first line has to name the columns, such as sku;name;price.';
		return { ok: false, code: 'file_empty', missing: [], reason };
	}
	const found = findProductColumns(header);
	if (!found.ok) {
		const missing = found.missing.map((field) => fieldWords[field]).join(', ');
		return { ...found, reason: `The first line names no column for ${missing}; add it and try again.` };
	}
	const sightings = new Map<string, Sighting[]>();
	const rejected: Rejected[] = [];
	for (const record of records) {
		const answer = readProductRow(record, found.columns, exponent);
		if (!answer.ok) rejected.push(answer.rejected);
		else push(sightings, answer.draft.sku, { draft: answer.draft, line: record.line });
	}
	const products = withoutSharedGtins([...sightings.values()].map(merge), rejected);
	rejected.sort((a, b) => a.line - b.line);
	const merged = mergedIn([...sightings.values()], found.columns.places.has('soldAt'));
	return { ok: true, products, rejected, rows: records.length, ignoredColumns: found.columns.ignored, merged };
}

function mergedIn(products: readonly (readonly Sighting[])[], byDate: boolean): Merged {
	const differing = (value: (draft: ProductDraft) => string | number) =>
		products.filter((sightings) => new Set(sightings.map(({ draft }) => value(draft))).size > 1).length;
	return { names: differing(({ name }) => name), prices: differing(({ priceMinor }) => priceMinor), byDate };
}

function merge(sightings: readonly Sighting[]): Sighting {
	const latest = sightings.reduce((best, next) => (isOlder(next, best) ? best : next));
	const gtins = [...new Set(sightings.flatMap(({ draft }) => draft.gtins))];
	return { line: latest.line, draft: { ...latest.draft, name: mostFrequentName(sightings, latest.draft.name), gtins } };
}

/** Dates are compared as texts: files write year first, or else have one row a product. */
function isOlder(a: Sighting, b: Sighting): boolean {
	return (a.draft.asOf ?? '') < (b.draft.asOf ?? '');
}

function mostFrequentName(sightings: readonly Sighting[], latestName: string): string {
	const counts = new Map<string, number>();
	for (const { draft } of sightings) counts.set(draft.name, (counts.get(draft.name) ?? 0) + 1);
	const most = Math.max(...counts.values());
	return counts.get(latestName) === most
		? latestName
		: ([...counts].find(([, count]) => count === most)?.[0] ?? latestName);
}

/** A GTIN finds one product: the later product in the file that claims it again is left out. */
function withoutSharedGtins(products: readonly Sighting[], rejected: Rejected[]): ProductDraft[] {
	const owners = new Map<string, string>();
	return products.flatMap(({ draft, line }) => {
		const taken = draft.gtins.find((gtin) => owners.has(gtin));
		if (taken !== undefined) {
			const reason = `${taken} already belongs to ${owners.get(taken) ?? ''}; one GTIN finds one product.`;
			rejected.push({ line, field: 'gtin', code: 'gtin_in_use', reason });
			return [];
		}
		for (const gtin of draft.gtins) owners.set(gtin, draft.sku);
		return [draft];
	});
}

function push(map: Map<string, Sighting[]>, key: string, sighting: Sighting): void {
	const list = map.get(key);
	if (list) list.push(sighting);
	else map.set(key, [sighting]);
}
