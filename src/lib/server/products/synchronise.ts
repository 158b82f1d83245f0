/** Products sent by another system, row by row: what can be taken is, what cannot is named (specs/crmcom-api.md §3.8). */
import { toGtin14 } from '$lib/domain/code/gtin';
import type { Db } from '$lib/server/db/client';
import { newId, type Ports } from '$lib/server/ports';
import type { StoredProduct } from './import-plan';
import {
	insertCodes,
	insertProducts,
	lockProducts,
	selectKinds,
	selectOwners,
	selectStored,
	selectTaxRates,
	updateProduct
} from './queries.import';

export type SentProduct = {
	code: string;
	alternativeCode: string | null;
	name: string | null;
	/** Type, brand, family, categories: `null` and empty leave what there is. */
	kind: string | null;
	brand: string | null;
	family: string | null;
	categories: string[];
};

export type SyncOutcome =
	| { ok: true; id: string; code: string; action: 'created' | 'updated' | 'unchanged'; notes: string[] }
	| { ok: false; reason: 'name_missing' | 'kind_unknown'; detail: string };

/** Types that exist before any product has one. */
const commonKinds = ['Goods', 'Service'];

/** Answers in the order of the rows. A code that comes twice counts once, the last; the earlier ones say so. */
export function synchroniseProducts(db: Db, ports: Ports, rows: readonly SentProduct[]): Promise<SyncOutcome[]> {
	return db.transaction().execute(async (tx) => {
		await lockProducts(tx);
		const scene = await readScene(tx, rows);
		const lastAt = new Map(rows.map((row, index) => [keyOf(row.code), index]));
		const outcomes: SyncOutcome[] = [];
		for (const [index, row] of rows.entries()) {
			const at = lastAt.get(keyOf(row.code)) ?? index;
			outcomes.push(at === index ? await take(tx, ports, row, scene) : repeated(row, scene));
		}
		// What was made by a later row is known only now.
		return outcomes.map((outcome, index) =>
			outcome.ok && outcome.id === '' ? { ...outcome, id: idNow(rows[index], scene) } : outcome
		);
	});
}

type Scene = {
	stored: Map<string, StoredProduct>;
	/** Ids of what this call made, by code. */
	made: Map<string, string>;
	owners: Map<string, string>;
	kinds: Map<string, string>;
	taxRateId: string;
};

const keyOf = (code: string) => code.trim().toUpperCase();

async function readScene(tx: Db, rows: readonly SentProduct[]): Promise<Scene> {
	const [stored, owners, kinds, rates] = await Promise.all([
		selectStored(
			tx,
			rows.map((row) => keyOf(row.code))
		),
		selectOwners(
			tx,
			rows.flatMap((row) => (row.alternativeCode ? [codeOf(row.alternativeCode)] : []))
		),
		selectKinds(tx),
		selectTaxRates(tx)
	]);
	const rate = rates.find(({ id }) => id === 'standard') ?? rates[0];
	if (!rate) throw new Error('there is no tax rate yet; set up the shop first');
	return {
		stored: new Map(stored.map((product) => [keyOf(product.sku), product])),
		made: new Map(),
		owners: new Map(owners.map(({ code, productId }) => [code, productId])),
		kinds: new Map([...commonKinds, ...kinds].map((kind) => [kind.toLowerCase(), kind])),
		taxRateId: rate.id
	};
}

/** Barcodes are kept with 14 digits. */
const codeOf = (code: string) => toGtin14(code) ?? code;

function idNow(row: SentProduct | undefined, { stored, made }: Scene): string {
	const key = keyOf(row?.code ?? '');
	return made.get(key) ?? stored.get(key)?.id ?? '';
}

function repeated(row: SentProduct, scene: Scene): SyncOutcome {
	const notes = ['The code comes again further down; the last row counts.'];
	return { ok: true, id: idNow(row, scene), code: row.code, action: 'unchanged', notes };
}

async function take(tx: Db, ports: Ports, row: SentProduct, scene: Scene): Promise<SyncOutcome> {
	const stored = scene.stored.get(keyOf(row.code));
	const kind = row.kind === null ? null : scene.kinds.get(row.kind.toLowerCase());
	if (kind === undefined) {
		return { ok: false, reason: 'kind_unknown', detail: `No product type named ${row.kind ?? ''}` };
	}
	const name = row.name ?? stored?.name;
	if (name === undefined) {
		return { ok: false, reason: 'name_missing', detail: 'description is missing; a new product needs it' };
	}
	const wanted = {
		name,
		kind: kind ?? stored?.kind ?? null,
		brand: row.brand ?? stored?.brand ?? null,
		family: row.family ?? stored?.family ?? null,
		categories: row.categories.length > 0 ? row.categories : (stored?.categories ?? [])
	};
	const now = new Date(ports.now());
	const id = stored?.id ?? newId(ports);
	const notes: string[] = [];
	if (!stored) {
		notes.push('It has no price here yet; tills of ours sell it once it has one.');
		scene.made.set(keyOf(row.code), id);
		const rest = { tax_rate_id: scene.taxRateId, status: 'blocked', price_minor: null, updated_at: now };
		await insertProducts(tx, [{ id, sku: keyOf(row.code), ...wanted, ...rest }]);
	}
	const isChanged = stored && JSON.stringify(wanted) !== JSON.stringify(pick(stored));
	if (isChanged) await updateProduct(tx, id, { ...wanted, updated_at: now });
	const hasNewCode = await addCode(tx, id, row.alternativeCode, scene, notes);
	const action = !stored ? 'created' : isChanged || hasNewCode ? 'updated' : 'unchanged';
	return { ok: true, id, code: stored?.sku ?? keyOf(row.code), action, notes };
}

function pick({ name, kind, brand, family, categories }: StoredProduct) {
	return { name, kind, brand, family, categories };
}

/** A code of another product stays there. */
async function addCode(
	tx: Db,
	productId: string,
	sent: string | null,
	{ owners }: Scene,
	notes: string[]
): Promise<boolean> {
	if (sent === null) return false;
	const code = codeOf(sent);
	const owner = owners.get(code);
	if (owner !== undefined && owner !== productId) notes.push('alternative_code was not taken: another product has it.');
	if (owner !== undefined) return false;
	owners.set(code, productId);
	await insertCodes(tx, [{ code, product_id: productId }]);
	return true;
}
