import type { ProductDraft } from '$lib/domain/import/product-row';

/** A product as it is stored, for comparing with what a file says. */
export type StoredProduct = {
	id: string;
	sku: string;
	name: string;
	groupId: string | null;
	priceMinor: number | null;
	priceAsOf: string | null;
	taxRateId: string;
	sellBy: 'piece' | 'weight' | 'price';
	unit: string;
	brand: string | null;
	kind: string | null;
	family: string | null;
	categories: string[];
	minimumPriceMinor: number | null;
	inPromotions: boolean;
	status: string;
	codes: string[];
};

export type ImportScene = {
	groupIdByName: ReadonlyMap<string, string>;
	taxRates: readonly { id: string; name: string; letter: string; rateBp: number }[];
	/** For products whose file names no rate. */
	defaultTaxRateId: string;
	/** Which product a code belongs to now. */
	ownerByCode: ReadonlyMap<string, string>;
};

export type Wanted = Omit<StoredProduct, 'id' | 'sku' | 'codes'>;

export type Plan =
	| { kind: 'create'; draft: ProductDraft; wanted: Wanted; codes: string[]; lost: string[] }
	| { kind: 'update'; id: string; wanted: Wanted; codes: string[]; lost: string[] }
	| { kind: 'unchanged'; lost: string[] }
	| { kind: 'reject'; field: 'taxRate'; reason: string };

export const groupKey = (name: string) => name.trim().toLowerCase();

/**
 * What has to happen so that the books say what the file says. A field the file does not have stays as it is; codes are
 * only added. `lost`: codes of the file that belong to another product.
 */
export function planProduct(draft: ProductDraft, stored: StoredProduct | undefined, scene: ImportScene): Plan {
	const taxRateId = draft.taxRateCode === undefined ? undefined : findTaxRate(draft.taxRateCode, scene);
	if (taxRateId === null) {
		const known = scene.taxRates.map((rate) => rate.name).join(', ');
		return {
			kind: 'reject',
			field: 'taxRate',
			reason: `The tax rate “${draft.taxRateCode ?? ''}” is unknown; use one of: ${known}.`
		};
	}
	const lost = draft.gtins.filter((code) => (scene.ownerByCode.get(code) ?? stored?.id) !== stored?.id);
	const codes = draft.gtins.filter((code) => !lost.includes(code) && !stored?.codes.includes(code));
	const wanted = wantedOf(draft, stored, taxRateId ?? stored?.taxRateId ?? scene.defaultTaxRateId, scene);
	if (!stored) return { kind: 'create', draft, wanted, codes, lost };
	if (codes.length === 0 && isSame(wanted, stored)) return { kind: 'unchanged', lost };
	return { kind: 'update', id: stored.id, wanted, codes, lost };
}

function wantedOf(
	draft: ProductDraft,
	stored: StoredProduct | undefined,
	taxRateId: string,
	scene: ImportScene
): Wanted {
	const isOlder = stored?.priceAsOf && draft.asOf && draft.asOf < stored.priceAsOf;
	const groupId = draft.groupName === undefined ? undefined : scene.groupIdByName.get(groupKey(draft.groupName));
	return {
		name: isOlder ? stored.name : draft.name,
		groupId: groupId ?? stored?.groupId ?? null,
		priceMinor: isOlder ? stored.priceMinor : draft.priceMinor,
		priceAsOf: isOlder ? stored.priceAsOf : (draft.asOf ?? stored?.priceAsOf ?? null),
		taxRateId,
		sellBy: draft.sellBy,
		unit: draft.unit,
		brand: draft.brand ?? stored?.brand ?? null,
		kind: draft.type ?? stored?.kind ?? null,
		family: draft.family ?? stored?.family ?? null,
		categories: draft.categories.length > 0 ? draft.categories : (stored?.categories ?? []),
		minimumPriceMinor: minimumOf(draft, stored),
		inPromotions: draft.inPromotions ?? stored?.inPromotions ?? true,
		status: draft.status
	};
}

/** A lowest price that stood here before stays, unless the new price is below it. */
function minimumOf({ minimumPriceMinor, priceMinor }: ProductDraft, stored: StoredProduct | undefined): number | null {
	const minimum = minimumPriceMinor ?? stored?.minimumPriceMinor ?? null;
	return minimum === null ? null : Math.min(minimum, priceMinor);
}

function isSame(wanted: Wanted, stored: StoredProduct): boolean {
	return (Object.keys(wanted) as (keyof Wanted)[]).every(
		(key) => JSON.stringify(wanted[key]) === JSON.stringify(stored[key])
	);
}

/** By id, letter, name or percent; null when nothing fits. */
function findTaxRate(code: string, { taxRates }: ImportScene): string | null {
	const word = code.trim().toLowerCase();
	const percentBp = /^\d+([.,]\d+)?$/.test(word) ? Number(word.replace(',', '.')) * 100 : null;
	const found = taxRates.find(
		(rate) =>
			[rate.id, rate.letter, rate.name].some((name) => name.toLowerCase() === word) ||
			(percentBp !== null && Math.abs(rate.rateBp - percentBp) < 0.5)
	);
	return found?.id ?? null;
}
