/** Rows as a till receives them. */
import { createHmac } from 'node:crypto';
import type { JoinNumbers } from '$lib/contract/sync/join';
import type { GroupRecord, ProductRecord, StaffRecord, StoreSettings, TaxRateRecord } from '$lib/contract/sync/pull';
import { toBase64url } from '$lib/domain/bytes';
import { defaultScanRules } from '$lib/domain/code/scan';
import { demoStaff } from '../demo/people';
import type { findSettings, listGroups, listStaff, listTaxRates, ProductRow } from './queries';

type Row<F extends (...args: never[]) => Promise<unknown>> =
	Awaited<ReturnType<F>> extends (infer R)[] ? R : NonNullable<Awaited<ReturnType<F>>>;

/** What a till gets beside its store's row. */
export type SettingsBeside = {
	publicOrigin: string;
	cards: Pick<NonNullable<StoreSettings['scanRules']>, 'cardRanges' | 'cardMasks'>;
	joinNumbers: JoinNumbers[];
};

export function toSettings(row: Row<typeof findSettings>, beside: SettingsBeside): StoreSettings {
	return {
		merchantName: orDash(row.merchant_name ?? row.name),
		storeId: row.id,
		storeName: orDash(row.name),
		address: orDash(row.address),
		taxNumber: orDash(row.tax_number),
		zone: row.zone,
		locale: row.locale,
		currency: row.currency,
		pricesIncludeTax: row.prices_include_tax,
		cashStepMinor: row.cash_step_minor,
		discountLimitBp: row.discount_limit_bp,
		autoLockSeconds: row.auto_lock_seconds,
		receiptFooter: row.receipt_footer,
		tillId: row.till_id,
		tillCode: row.till_code,
		tillName: row.till_name,
		demo: row.kind === 'demo',
		...(row.kind === 'demo' && { demoPins: demoStaff.map(({ name, pin }) => ({ name, pin })) }),
		publicOrigin: beside.publicOrigin,
		// Every shop has the common labels so far.
		scanRules: { ...beside.cards, embedded: defaultScanRules.embedded },
		country: row.country,
		joinNumbers: beside.joinNumbers,
		rewards: { spendTaxedAs: row.spend_taxed_as, backend: row.backend }
	};
}

/** A receipt shows a dash where the shop has not said anything yet. */
function orDash(text: string): string {
	return text.trim() === '' ? '–' : text;
}

export function toTaxRate({ id, name, letter, rate_bp }: Row<typeof listTaxRates>): TaxRateRecord {
	return { id, name, letter, rateBp: rate_bp };
}

export function toGroup({ id, name, tint, sort }: Row<typeof listGroups>): GroupRecord {
	return { id, name, tint, sort };
}

const rights = ['sell', 'discount', 'open_item', 'return', 'cash', 'settings'] as const;

/** The verifier is keyed with the till's own secret: worthless on another till. */
export function toStaff(row: Row<typeof listStaff>, tillSecret: Uint8Array): StaffRecord {
	return {
		id: row.id,
		name: row.name,
		role: row.role,
		pinSalt: toBase64url(row.pin_salt),
		pinVerifier: createHmac('sha256', tillSecret).update(row.pin_hash).digest('base64url'),
		rights: rights.filter((right) => row.rights.includes(right))
	};
}

export function toProduct(row: ProductRow): ProductRecord {
	return {
		id: row.id,
		sku: row.sku,
		name: row.name,
		groupId: row.group_id,
		priceMinor: row.price_minor,
		taxRateId: row.tax_rate_id,
		sellBy: row.sell_by,
		unit: row.unit,
		codes: row.codes,
		minimumPriceMinor: row.minimum_price_minor,
		favourite: row.favourite,
		imageUrl: row.image_url,
		brand: row.brand,
		family: row.family,
		categories: row.categories.slice(0, 20),
		inPromotions: row.in_promotions
	};
}
