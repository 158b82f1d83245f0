/** Baskets and sales as the wire names them. Pure. */
import { createHash } from 'node:crypto';
import { toLocalDate } from '$lib/contract/crmcom/dates';
import { toAmount, toQuantity } from '$lib/contract/crmcom/numbers';
import { toGuid } from '$lib/contract/crmcom/wire';
import { currencyExponent } from '$lib/domain/money/money';
import { taxOf } from '$lib/domain/tax/tax';

/** What baskets, sales and what is left of a sale have in common. */
export type Line = {
	sku: string;
	code: string | null;
	quantityMilli: number;
	grossMinor: number;
	totalMinor: number;
	taxRateBp: number;
};

export type Content = {
	memberId: string;
	currency: string;
	pricesIncludeTax: boolean;
	lines: readonly Line[];
	/** Whether offers may take something off at once. Not for a sale that was paid without it. */
	instant: boolean;
	/** The first code the customer showed: this wire takes one. */
	coupon: string | null;
};

/** Two contents with the same fingerprint are the same purchase. */
export function fingerprint({ memberId, currency, pricesIncludeTax, lines, instant, coupon }: Content): string {
	const rows = lines.map((line) => [codeOf(line), line.quantityMilli, line.totalMinor, line.taxRateBp]);
	return createHash('sha256')
		.update(JSON.stringify([memberId, currency, pricesIncludeTax, rows, instant, ...(coupon === null ? [] : [coupon])]))
		.digest('base64url');
}

export function withoutCoupon(content: Content): Content {
	return { ...content, coupon: null };
}

export const systemName = 'Tillit';

export type Where = { participantId: string; storeCode: string; zone: string; atMs: number };

/** Customer, place and time, as every event carries them. */
export function eventFields({ participantId, storeCode, zone, atMs }: Where) {
	return {
		rewards_participant_identifier: { id: toGuid(participantId) },
		performed_by_unit_identifier: { alternative_code: storeCode },
		performed_on: toLocalDate(atMs, zone)
	};
}

export function purchaseFields(content: Content) {
	return {
		products_set: content.lines.map((line) => toWireLine(line, content)),
		intended_currency_identifier: { code: content.currency },
		...(content.coupon !== null && { promo_code: content.coupon }),
		...(content.instant ? {} : { disable_instant_spend: true })
	};
}

function codeOf({ sku, code }: Line): string {
	return sku || code || 'UNKNOWN';
}

function toWireLine(line: Line, { currency, pricesIncludeTax }: Content) {
	const exponent = currencyExponent(currency);
	const taxMinor = taxOf(line.totalMinor, line.taxRateBp, pricesIncludeTax);
	const netMinor = pricesIncludeTax ? line.totalMinor - taxMinor : line.totalMinor;
	const amount = (minor: number) => toAmount(minor, exponent);
	const discountMinor = line.grossMinor - line.totalMinor;
	return {
		product_identifier: { code: codeOf(line) },
		quantity: toQuantity(line.quantityMilli),
		net_amount: amount(netMinor),
		vat_amount: amount(taxMinor),
		total_amount: amount(netMinor + taxMinor),
		...(pricesIncludeTax && discountMinor > 0 ? { discount_amount: amount(discountMinor) } : {})
	};
}
