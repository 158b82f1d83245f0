import type { ProductDraft, Rejected } from '$lib/domain/import/product-row';
import type { Db } from '$lib/server/db/client';
import { newId, type Ports } from '$lib/server/ports';
import { groupKey, planProduct, type ImportScene, type Plan, type Wanted } from './import-plan';
import { insertGroup } from './queries';
import {
	insertCodes,
	insertProducts,
	lockProducts,
	selectGroups,
	selectOwners,
	selectStored,
	selectTaxRates,
	updateProduct
} from './queries.import';
import { tintOf } from './tints';

/** `untaxed`: how many of the new ones got the shop's usual tax rate, because the file names none. */
export type BatchCounts = { created: number; updated: number; unchanged: number; untaxed: number };

type FileScene = Omit<ImportScene, 'ownerByCode'>;

/** What all batches share: tax rates and groups. Groups the file names and nobody has yet are added, not in a dry run. */
export async function readScene(
	db: Db,
	ports: Ports,
	drafts: readonly ProductDraft[],
	dryRun: boolean
): Promise<FileScene> {
	const taxRates = await selectTaxRates(db);
	const standard = taxRates.find((rate) => rate.id === 'standard') ?? taxRates[0];
	if (!standard) throw new Error('there is no tax rate yet; set up the shop first');
	const groups = new Map((await selectGroups(db)).map((group) => [groupKey(group.name), group.id]));
	for (const name of new Set(drafts.flatMap((draft) => draft.groupName?.trim() || []))) {
		if (groups.has(groupKey(name))) continue;
		const id = newId(ports);
		if (!dryRun) await insertGroup(db, { id, name, tint: tintOf(groups.size), sort: groups.size });
		groups.set(groupKey(name), id);
	}
	return { groupIdByName: groups, taxRates, defaultTaxRateId: standard.id };
}

/** Plans a batch and, unless it is a dry run, writes it; one transaction. */
export async function importBatch(
	db: Db,
	ports: Ports,
	drafts: readonly ProductDraft[],
	scene: FileScene,
	dryRun: boolean
): Promise<{ counts: BatchCounts; rejected: Rejected[] }> {
	return db.transaction().execute(async (tx) => {
		if (!dryRun) await lockProducts(tx);
		const plans = await planBatch(tx, drafts, scene);
		if (!dryRun)
			await write(
				tx,
				ports,
				plans.map(({ plan }) => plan)
			);
		const count = (kind: Plan['kind']) => plans.filter(({ plan }) => plan.kind === kind).length;
		const untaxed = plans.filter(({ draft, plan }) => plan.kind === 'create' && draft.taxRateCode === undefined).length;
		const counts = { created: count('create'), updated: count('update'), unchanged: count('unchanged'), untaxed };
		return { counts, rejected: plans.flatMap(({ draft, plan }) => rejectsOf(draft, plan)) };
	});
}

async function planBatch(tx: Db, drafts: readonly ProductDraft[], scene: FileScene) {
	const stored = await selectStored(
		tx,
		drafts.map((draft) => draft.sku)
	);
	const bySku = new Map(stored.map((product) => [product.sku.toUpperCase(), product]));
	const owners = await selectOwners(
		tx,
		drafts.flatMap((draft) => draft.gtins)
	);
	const ownerByCode = new Map(owners.map((row) => [row.code, row.productId]));
	return drafts.map((draft) => ({ draft, plan: planProduct(draft, bySku.get(draft.sku), { ...scene, ownerByCode }) }));
}

// A product that was put together from many lines has no line of its own: 0 stands for the file as a whole.
function rejectsOf(draft: ProductDraft, plan: Plan): Rejected[] {
	if (plan.kind === 'reject') {
		return [{ line: 0, field: plan.field, code: 'tax_rate_unknown', reason: `${draft.sku}: ${plan.reason}` }];
	}
	return plan.lost.map((code) => ({
		line: 0,
		field: 'gtin',
		code: 'gtin_in_use',
		reason: `${draft.sku}: the code ${code} belongs to another product; remove it there first.`
	}));
}

async function write(tx: Db, ports: Ports, plans: Plan[]): Promise<void> {
	const now = new Date(ports.now());
	const codes: { code: string; product_id: string }[] = [];
	const fresh = plans.flatMap((plan) => {
		if (plan.kind !== 'create') return [];
		const id = newId(ports);
		codes.push(...plan.codes.map((code) => ({ code, product_id: id })));
		return [{ id, sku: plan.draft.sku, ...columnsOf(plan.wanted), updated_at: now }];
	});
	if (fresh.length > 0) await insertProducts(tx, fresh);
	for (const plan of plans) {
		if (plan.kind !== 'update') continue;
		await updateProduct(tx, plan.id, { ...columnsOf(plan.wanted), updated_at: now });
		codes.push(...plan.codes.map((code) => ({ code, product_id: plan.id })));
	}
	if (codes.length > 0) await insertCodes(tx, codes);
}

function columnsOf({
	name,
	groupId,
	priceMinor,
	priceAsOf,
	taxRateId,
	sellBy,
	unit,
	brand,
	kind,
	family,
	categories,
	minimumPriceMinor,
	inPromotions,
	status
}: Wanted) {
	const texts = { name, unit, brand, kind, family, categories, status };
	return {
		...texts,
		group_id: groupId,
		price_minor: priceMinor,
		price_as_of: priceAsOf,
		minimum_price_minor: minimumPriceMinor,
		in_promotions: inPromotions,
		tax_rate_id: taxRateId,
		sell_by: sellBy
	};
}
