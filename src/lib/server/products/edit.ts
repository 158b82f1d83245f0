import { isMistypedGtin, toGtin14 } from '$lib/domain/code/gtin';
import { currencyExponent } from '$lib/domain/money/money';
import { parseAmount } from '$lib/domain/money/parse-amount';
import { noteAudit } from '$lib/server/audit/audit';
import type { Db } from '$lib/server/db/client';
import { newId, type Ports } from '$lib/server/ports';
import { isStandIn } from '$lib/server/rewards/stand-in';
import { groupKey } from './import-plan';
import { listChoices } from './list';
import {
	insertGroup,
	insertProduct,
	replaceCodes,
	selectBySku,
	selectCodeOwners,
	selectCodes,
	selectProduct,
	updateProduct
} from './queries';
import { tintOf } from './tints';

export type ProductInput = {
	sku: string;
	name: string;
	/** Its name; a new one makes a new group, empty: none. */
	group: string;
	/** As typed, in the store's currency; empty: the cashier types the price. */
	price: string;
	minimumPrice: string;
	taxRateId: string;
	sellBy: string;
	/** One a line, or separated by commas. */
	codes: string;
	favourite: boolean;
	brand: string;
	family: string;
	/** Separated by commas. */
	categories: string;
	/** Whether offers may take it in. */
	inPromotions: boolean;
	status: string;
};
export type ProductFaults = Partial<Record<keyof ProductInput, string>>;

export async function findProduct(db: Db, id: string) {
	const product = await selectProduct(db, id);
	if (!product) return null;
	const codes = await selectCodes(db, id);
	return { ...product, codes: codes.map((row) => row.code) };
}

/** Adds a product (`id` null) or changes one; every fault names its field and the remedy. */
export async function saveProduct(
	db: Db,
	ports: Ports,
	id: string | null,
	input: ProductInput,
	staffId: string
): Promise<{ ok: true; id: string } | { ok: false; faults: ProductFaults }> {
	const { groups, taxRates, currency } = await listChoices(db);
	const faults: ProductFaults = {};
	const exponent = currencyExponent(currency);
	const price = readPrice(input.price, exponent);
	const minimum = readPrice(input.minimumPrice, exponent);
	const { codes, fault } = readCodes(input.codes);
	const sellBy = (['piece', 'weight', 'price'] as const).find((kind) => kind === input.sellBy);
	const status = (['active', 'blocked', 'delisted'] as const).find((kind) => kind === input.status);
	const [name, sku] = [input.name.trim(), input.sku.trim()];

	if (!name) faults.name = 'Type a name; it stands on tiles and receipts.';
	else if (name.length > 200) faults.name = 'Use at most 200 characters.';
	if (!sku) faults.sku = 'Type an article number; it must be different for each product.';
	else if (sku.length > 64) faults.sku = 'Use at most 64 characters.';
	if (price === 'fault') faults.price = 'Type an amount such as 4.90, or leave it empty to ask the cashier.';
	if (minimum === 'fault') faults.minimumPrice = 'Type an amount such as 3.50, or leave it empty.';
	if (typeof price === 'number' && typeof minimum === 'number' && minimum > price) {
		faults.minimumPrice = 'The lowest price must not be above the price.';
	}
	const groupName = input.group.trim();
	if (groupName.length > 80) faults.group = 'Use at most 80 characters.';
	if (!taxRates.some((rate) => rate.id === input.taxRateId)) faults.taxRateId = 'Choose a tax rate.';
	if (!sellBy) faults.sellBy = 'Choose how it is sold.';
	if (!status) faults.status = 'Choose a status.';
	else if (status === 'delisted' && id !== null && (await isStandIn(db, id))) {
		faults.status = 'It stands in for unknown codes; choose another under Shop, Wallets and rewards, first.';
	}
	if (fault) faults.codes = fault;
	const traits = readTraits(input, faults);
	const sameSku = sku ? await selectBySku(db, sku) : undefined;
	if (sameSku && sameSku.id !== id) faults.sku = `${sameSku.name} has this article number already.`;
	const taken = (await selectCodeOwners(db, codes)).find((row) => row.productId !== id);
	if (taken) faults.codes = `${taken.code} belongs to ${taken.name} already; remove it there first.`;
	if (Object.keys(faults).length > 0 || price === 'fault' || minimum === 'fault' || !sellBy || !status) {
		return { ok: false, faults };
	}

	const known = groups.find((group) => groupKey(group.name) === groupKey(groupName));
	const change = {
		sku,
		name,
		price_minor: price,
		minimum_price_minor: minimum,
		tax_rate_id: input.taxRateId,
		sell_by: sellBy,
		unit: sellBy === 'weight' ? 'KGM' : 'H87',
		favourite: input.favourite,
		...traits,
		in_promotions: input.inPromotions,
		status,
		updated_at: new Date(ports.now())
	};
	return db.transaction().execute(async (tx) => {
		const productId = id ?? newId(ports);
		const group_id = groupName ? (known?.id ?? (await addGroup(tx, ports, groupName, groups.length))) : null;
		if (id) await updateProduct(tx, id, { ...change, group_id });
		else await insertProduct(tx, { id: productId, ...change, group_id });
		await replaceCodes(tx, productId, codes);
		await noteAudit(tx, ports, { kind: 'staff', id: staffId }, id ? 'product.changed' : 'product.added', productId, {
			priceMinor: price,
			status
		});
		return { ok: true, id: productId };
	});
}

async function addGroup(tx: Db, ports: Ports, name: string, position: number): Promise<string> {
	const group = { id: newId(ports), name, tint: tintOf(position), sort: position };
	await insertGroup(tx, group);
	return group.id;
}

function readPrice(text: string, exponent: number): number | null | 'fault' {
	if (!text.trim()) return null;
	const parsed = parseAmount(text, exponent);
	return parsed.ok ? parsed.amountMinor : 'fault';
}

const longestTrait = 200;
const mostCategories = 20;

/** What offers ask of a product; names are compared exactly, so that spaces at the ends are none. */
function readTraits(input: ProductInput, faults: ProductFaults) {
	const [brand, family] = [input.brand.trim(), input.family.trim()];
	const typed = input.categories.split(/[,;\n]/).map((word) => word.trim());
	const categories = [...new Set(typed)].filter((word) => word !== '');
	if (brand.length > longestTrait) faults.brand = 'Use at most 200 characters.';
	if (family.length > longestTrait) faults.family = 'Use at most 200 characters.';
	if (categories.length > mostCategories) faults.categories = 'Use at most 20 categories.';
	else if (categories.some((word) => word.length > longestTrait))
		faults.categories = 'Use at most 200 characters each.';
	return { brand: brand || null, family: family || null, categories };
}

/** GTINs are kept with 14 digits; other codes (PLU, own numbers) as they are. */
function readCodes(text: string): { codes: string[]; fault: string | null } {
	const typed = text.split(/[\s,;]+/).filter(Boolean);
	const mistyped = typed.find(isMistypedGtin);
	if (mistyped) return { codes: [], fault: `${mistyped}: the last digit does not fit the others; check the number.` };
	const long = typed.find((code) => code.length > 40);
	if (long) return { codes: [], fault: `${long.slice(0, 20)}… is too long; a code has at most 40 characters.` };
	if (typed.length > 20) return { codes: [], fault: 'A product has at most 20 codes.' };
	return { codes: [...new Set(typed.map((code) => toGtin14(code) ?? code))], fault: null };
}
